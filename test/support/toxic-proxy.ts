import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { RespCommands } from './resp-commands.ts';

/** A line between a client and a server that a test can cut, hold, slow, spoil and mend. */
export type ToxicProxy = {
  readonly port: number;
  /** Connections open now. */
  readonly open: number;
  /** Ends every connection and the ones that follow. */
  cut(): void;
  /** Ends every connection; nobody listens any more, as when the server is not there. */
  refuse(): Promise<void>;
  /** Breaks every connection and the ones that follow with a reset. */
  reset(): void;
  /** Lets nothing through in either direction, without ending anything: what a lost network looks like. */
  hold(): void;
  /** Lets everything through, later by so many milliseconds in each direction. */
  slow(ms: number): void;
  /** Sends other bytes in place of the server's. */
  garble(): void;
  /** Answers each command of Redis' protocol itself, with this line: `-ERR internal error`, `+OK`. */
  answer(line: string): void;
  /** Ends every connection after what it has let through towards the server: the answer to what was sent is lost. */
  cutAfterRequest(): void;
  mend(): Promise<void>;
  close(): Promise<void>;
};

type Mode =
  | { readonly kind: 'open' | 'cut' | 'reset' | 'held' | 'deaf' | 'garbled' }
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'answering'; readonly line: string };

const GARBAGE = Buffer.from('\u0000\u0007?!garbage\r\n\u00ff\r\n', 'latin1');

/** Opens the proxy on a free port of this machine, in front of a port of this machine. */
export async function startToxicProxy(targetPort: number): Promise<ToxicProxy> {
  const proxy = new LineProxy(targetPort);
  await proxy.listen(0);
  return proxy;
}

class LineProxy implements ToxicProxy {
  readonly #targetPort: number;
  readonly #lines = new Set<Line>();
  #listener: Server | null = null;
  #mode: Mode = { kind: 'open' };
  port = 0;

  constructor(targetPort: number) {
    this.#targetPort = targetPort;
  }

  get open(): number {
    return this.#lines.size;
  }

  async listen(port: number): Promise<void> {
    const listener = createServer((client) => this.#accept(client));
    listener.listen(port, '127.0.0.1');
    await once(listener, 'listening');
    const address = listener.address();
    if (address === null || typeof address === 'string') throw new Error('no port was given');
    this.port = address.port;
    this.#listener = listener;
  }

  cut(): void {
    this.#mode = { kind: 'cut' };
    for (const line of this.#lines) line.end();
  }

  async refuse(): Promise<void> {
    this.cut();
    await this.close();
  }

  reset(): void {
    this.#mode = { kind: 'reset' };
    for (const line of this.#lines) line.reset();
  }

  hold(): void {
    this.#mode = { kind: 'held' };
  }

  slow(ms: number): void {
    this.#mode = { kind: 'slow', ms };
  }

  garble(): void {
    this.#mode = { kind: 'garbled' };
  }

  answer(line: string): void {
    this.#mode = { kind: 'answering', line };
  }

  cutAfterRequest(): void {
    this.#mode = { kind: 'deaf' };
  }

  async mend(): Promise<void> {
    this.#mode = { kind: 'open' };
    if (this.#listener === null) await this.listen(this.port);
  }

  async close(): Promise<void> {
    for (const line of this.#lines) line.end();
    const listener = this.#listener;
    this.#listener = null;
    if (listener === null) return;
    listener.close();
    await once(listener, 'close');
  }

  #accept(client: Socket): void {
    const { kind } = this.#mode;
    if (kind === 'cut') client.destroy();
    else if (kind === 'reset') client.resetAndDestroy();
    else {
      const line = new Line(client, connect(this.#targetPort, '127.0.0.1'), () => this.#mode);
      this.#lines.add(line);
      line.onEnd(() => this.#lines.delete(line));
    }
  }
}

/** One connection and the one behind it. */
class Line {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #mode: () => Mode;
  readonly #commands = new RespCommands();

  constructor(client: Socket, server: Socket, mode: () => Mode) {
    this.#client = client;
    this.#server = server;
    this.#mode = mode;
    client.on('data', (data) => this.#fromClient(data));
    server.on('data', (data) => this.#fromServer(data));
  }

  onEnd(told: () => void): void {
    for (const socket of [this.#client, this.#server]) {
      // A line that breaks on one side is broken on both; the test sees it at its own end.
      socket.on('error', () => this.end());
      socket.on('close', () => {
        this.end();
        told();
      });
    }
  }

  end(): void {
    this.#client.destroy();
    this.#server.destroy();
  }

  reset(): void {
    this.#client.resetAndDestroy();
    this.#server.destroy();
  }

  #fromClient(data: Buffer): void {
    const mode = this.#mode();
    const commands = this.#commands.count(data);
    if (mode.kind === 'held') return;
    if (mode.kind === 'answering') this.#client.write(`${mode.line}\r\n`.repeat(commands));
    else if (mode.kind === 'slow') setTimeout(() => this.#server.write(data), mode.ms);
    else this.#server.write(data);
  }

  #fromServer(data: Buffer): void {
    const mode = this.#mode();
    if (mode.kind === 'deaf') this.end();
    else if (mode.kind === 'slow') setTimeout(() => this.#client.write(data), mode.ms);
    else if (mode.kind === 'garbled') this.#client.write(GARBAGE);
    else if (mode.kind === 'open') this.#client.write(data);
  }
}
