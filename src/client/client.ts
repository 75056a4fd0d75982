import { OPERATIONS, type Operations, SOCKETS, type Sockets } from './api-types.ts';
import { QueryloomError, toError } from './client-error.ts';
import { ClientSocket } from './client-socket.ts';
import { QuerySocket, type StreamedChunk } from './query-socket.ts';
import { readEvents, type StreamEvent } from './read-events.ts';
import { retryDelayMs } from './retry.ts';

export type * from './api-types.ts';
export { QueryloomError } from './client-error.ts';
export type { ClientSocket, SocketEnd } from './client-socket.ts';
export type { Chunk, QuerySocket, StreamedChunk } from './query-socket.ts';
export type { StreamEvent } from './read-events.ts';

/** Calls that are tried again after 429, 503 or a broken connection, when the operation allows it. */
const RETRIES_DEFAULT = 2;

export type ClientOptions = {
  /** Where the server is: `http://127.0.0.1:8001`. */
  readonly url: string;
  /** Sent as `Authorization: Bearer`. */
  readonly apiKey?: string;
  /** Sent with every call. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Another `fetch`, for proxies and tests. */
  readonly fetch?: typeof globalThis.fetch;
  /** Opens sockets; `new WebSocket(url)` when left out. */
  readonly openWebSocket?: (url: string) => WebSocket;
  /** How often a call is tried again; 2 when left out, 0 for never. */
  readonly retries?: number;
};

export type CallOptions = {
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  /** Makes a create safe to repeat: the same key with the same body is done once. */
  readonly idempotencyKey?: string;
};

type Name = keyof Operations;
type Input<K extends Name> = Operations[K]['input'];
/** The input may be left out where nothing in it is required. */
type Arguments<K extends Name> =
  Record<never, never> extends Input<K>
    ? [input?: Input<K>, options?: CallOptions]
    : [input: Input<K>, options?: CallOptions];

/** The operations of a Queryloom server, typed by its OpenAPI document. Runs on `fetch` alone, in browsers and in Node. */
export class QueryloomClient {
  readonly #options: ClientOptions;
  readonly #fetch: typeof globalThis.fetch;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
  }

  /** Calls an operation by its `operationId`. Rejects with a `QueryloomError` for what the server refuses. */
  async call<K extends Name>(name: K, ...[input, options = {}]: Arguments<K>): Promise<Operations[K]['answer']> {
    const response = await this.#send(name, input ?? {}, options);
    return readAnswer<K>(response);
  }

  /** Asks a question: `POST /api/query` with its other fields as they are. */
  ask(
    text: string,
    fields: Omit<Input<'ask'>['body'], 'text' | 'stream'> = {},
    options: CallOptions = {},
  ): Promise<Operations['ask']['answer']> {
    return this.call('ask', { body: { ...fields, text } }, options);
  }

  /** Asks a question and gives the chunks of its answer as they come; the last is `complete` or `error`. */
  async *stream(
    text: string,
    fields: Omit<Input<'ask'>['body'], 'text' | 'stream'> = {},
    options: CallOptions = {},
  ): AsyncGenerator<StreamedChunk> {
    const events = this.events('ask', { body: { ...fields, text, stream: true } }, options);
    for await (const { data } of events) if (isChunk(data)) yield data;
  }

  /** One connection for many streamed queries. */
  async querySocket(): Promise<QuerySocket> {
    return new QuerySocket(await this.socket('streamQueries', {}));
  }

  /** Opens a WebSocket by its `operationId`; resolves when it stands. With a key it asks for a ticket first: a socket has no headers. */
  async socket<K extends keyof Sockets>(
    name: K,
    input: Omit<Sockets[K], 'sends' | 'receives'>,
  ): Promise<ClientSocket<Sockets[K]['sends'], Sockets[K]['receives']>> {
    const { params, query }: Parts = input;
    const ticket = this.#options.apiKey === undefined ? {} : { ticket: (await this.call('createTicket')).ticket };
    const search = searchOf({ ...query, ...ticket });
    const url = `${withoutSlashes(this.#options.url.replace(/^http/, 'ws'))}${filled(SOCKETS[name], params)}${search}`;
    const open = this.#options.openWebSocket ?? ((address: string) => new WebSocket(address));
    return ClientSocket.open(open(url));
  }

  /** The server-sent events of an operation that streams, as they come. Leaving the loop ends the work on the server. */
  async *events<K extends Name>(name: K, ...[input, options = {}]: Arguments<K>): AsyncGenerator<StreamEvent> {
    const headers = { accept: 'text/event-stream', ...options.headers };
    const response = await this.#send(name, input ?? {}, { ...options, headers });
    if (response.body !== null) yield* readEvents(response.body);
  }

  /** The answer of an operation as it came: for downloads and headers. Rejects like `call`. */
  raw<K extends Name>(name: K, ...[input, options = {}]: Arguments<K>): Promise<Response> {
    return this.#send(name, input ?? {}, options);
  }

  async #send(name: Name, input: object, options: CallOptions): Promise<Response> {
    const [method, path] = OPERATIONS[name];
    const parts: Parts = input;
    const url = `${withoutSlashes(this.#options.url)}${filled(path, parts.params)}${searchOf(parts.query)}`;
    const body = parts.body === undefined ? null : JSON.stringify(parts.body);
    const headers = this.#headers(options, body !== null);
    const request: RequestInit = {
      method,
      body,
      headers,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    };
    const mayRepeat = method !== 'POST' || options.idempotencyKey !== undefined;
    const retries = mayRepeat ? (this.#options.retries ?? RETRIES_DEFAULT) : 0;
    return this.#attempt(url, request, { retries, signal: options.signal });
  }

  async #attempt(url: string, request: RequestInit, { retries, signal }: Attempts): Promise<Response> {
    // Ends: the last round returns or throws.
    for (let round = 0; ; round++) {
      const outcome = await this.#fetch(url, request).catch((error: unknown) => ({ broken: error }));
      if (!('broken' in outcome) && outcome.ok) return outcome;
      const delayMs = round < retries ? retryDelayMs(outcome, round) : null;
      if (delayMs === null || signal?.aborted === true) {
        throw 'broken' in outcome ? outcome.broken : await toError(outcome);
      }
      await pause(delayMs, signal);
    }
  }

  #headers({ headers, idempotencyKey }: CallOptions, hasBody: boolean): Record<string, string> {
    const { apiKey, headers: always } = this.#options;
    return {
      accept: 'application/json',
      ...(hasBody ? { 'content-type': 'application/json' } : {}),
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      ...always,
      ...headers,
    };
  }
}

type Attempts = { readonly retries: number; readonly signal: AbortSignal | undefined };
type Parts = {
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
};

function isChunk(data: unknown): data is StreamedChunk {
  return typeof data === 'object' && data !== null && 'chunk_type' in data;
}

async function readAnswer<K extends Name>(response: Response): Promise<Operations[K]['answer']> {
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  if (isJson) return response.json();
  const text: unknown = await response.text();
  return text === '' ? null : text;
}

function filled(path: string, params: Parts['params'] = {}): string {
  return path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = params[name];
    if (value === undefined || value === '') throw new QueryloomError({ message: `${path} needs params.${name}.` });
    return encodeURIComponent(value);
  });
}

function searchOf(query: Parts['query'] = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) search.append(name, String(one));
    }
  }
  return search.size === 0 ? '' : `?${search}`;
}

/** Waits, or rejects at once with the signal's reason. */
function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

function withoutSlashes(url: string): string {
  let end = url.length;
  while (url[end - 1] === '/') end--;
  return url.slice(0, end);
}
