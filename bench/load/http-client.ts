import { Agent, request } from 'node:http';

export type Sent = { readonly status: number; readonly body: string };

/** A client over warm sockets of its own: keep-alive, no pipelining, at most `sockets` at once. */
export class HttpClient {
  readonly #agent: Agent;
  readonly #origin: URL;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(url: string, sockets: number, headers: Readonly<Record<string, string>> = {}) {
    this.#headers = headers;
    this.#origin = new URL(url);
    this.#agent = new Agent({ keepAlive: true, maxSockets: sockets, scheduling: 'fifo' });
  }

  send(method: string, path: string, body?: unknown): Promise<Sent> {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const content =
      payload === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) };
    const headers = { ...this.#headers, ...content };
    return new Promise((resolve, reject) => {
      const outgoing = request(
        { agent: this.#agent, host: this.#origin.hostname, port: this.#origin.port, method, path, headers },
        (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8') }),
          );
          response.on('error', reject);
        },
      );
      outgoing.on('error', reject);
      outgoing.end(payload);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
