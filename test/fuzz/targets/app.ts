import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../../../src/app.ts';
import { compose } from '../../../src/compose/compose.ts';
import { readSettings } from '../../../src/config/env.ts';
import { type FuzzTarget, must } from '../fuzz-target.ts';

const QUIET = { SAMPLE_DOCS: 'off', LOG_LEVEL: 'silent', PREFETCH: 'off', WORKERS: '1' };
/** Headers and targets longer than this never reach a handler. */
const HEADER_BYTES_MAX = 8 * 1024;

/** A whole server over a folder of its own, opened by the first input. */
async function openServer() {
  const dataDir = await mkdtemp(join(tmpdir(), 'queryloom-fuzz-'));
  const settings = readSettings({ ...QUIET, DATA_DIR: dataDir });
  const services = await compose(settings);
  const app = await buildApp(services.app, settings, { checkAnswers: true });
  return {
    app,
    async close(): Promise<void> {
      await app.close();
      await services.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

let opened: ReturnType<typeof openServer> | null = null;

type Sent = {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  readonly headers?: Record<string, string>;
  readonly payload?: string | Buffer;
};

/** Sends one request; any answer but a 5xx is right, and an error is a problem. */
async function send(sent: Sent): Promise<void> {
  opened ??= openServer();
  const { app } = await opened;
  const answer = await app.inject(sent);
  must(
    answer.statusCode < 500,
    `${sent.method} ${sent.url} is answered ${answer.statusCode}: ${answer.body.slice(0, 300)}`,
  );
  if (answer.statusCode < 400 || sent.url === '/mcp') return;
  must(String(answer.headers['content-type']).startsWith('application/problem+json'), 'an error is no problem');
}

/** A header can hold any byte but line ends and zero; Node refuses the rest before we see it. */
function headerText(input: Uint8Array): string {
  return Buffer.from(input.filter((byte) => byte === 0x09 || (byte >= 0x20 && byte !== 0x7f)))
    .toString('latin1')
    .trim();
}

/** A path as a client could put it on the wire: nothing that would end the request line. */
function pathText(input: Uint8Array): string {
  return Buffer.from(input)
    .toString('latin1')
    .replace(/[^!-"$-~]/g, (character) => encodeURIComponent(character))
    .slice(0, HEADER_BYTES_MAX);
}

/** One server for all targets of a thread. */
const world = {
  open: async (): Promise<void> => {
    opened ??= openServer();
    await opened;
  },
  close: async (): Promise<void> => {
    const server = await opened;
    opened = null;
    await server?.close();
  },
};

const MCP = '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"query","arguments":{"text":"tea?"}}}';
const MCP_PIECES =
  '{ } [ ] , : "jsonrpc":"2.0" "id": "method": "params": "tools/list" "initialize" "resources/read" "resources/list" "cursor": "uri":"queryloom://documents/%ff" "arguments": null 1e400 "ping" -1 "notifications/cancelled"'.split(
    ' ',
  );

export const APP_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'path of a request',
    modules: ['src/http/plugins/errors.ts'],
    seeds: [
      '/api/documents/a%20b',
      '/api/history?limit=5&cursor=abc',
      '/api/debug/trace/q_1?document_id=%C3%BC',
      '/api/export/q_1?format=csv',
    ],
    pieces: [
      '%',
      '%2',
      '%00',
      '%ff',
      '%2e%2e/',
      '%c0%af',
      '//',
      '/..',
      '?',
      '&',
      ';',
      '%u0041',
      'a'.repeat(300),
      '/api/',
      '/v1/models/',
    ],
    bytesMax: HEADER_BYTES_MAX,
    run: (input) => {
      const url = `/${pathText(input).replace(/^\/+/, '')}`;
      // What is no address to the tool that sends it, it cannot send.
      return URL.canParse(url, 'http://localhost') ? send({ method: 'GET', url }) : undefined;
    },
    world,
  },
  {
    name: 'headers of a create',
    modules: ['src/http/plugins/idempotency.ts', 'src/http/plugins/body.ts'],
    seeds: ['key-1', 'application/json; charset=utf-8', 'a'.repeat(201)],
    pieces: [
      'application/json',
      ';',
      'charset=',
      '"',
      'utf-8',
      'utf-16',
      'gzip',
      'multipart/form-data; boundary=x',
      ',',
      '\u00ff',
    ],
    bytesMax: HEADER_BYTES_MAX,
    run: (input) => {
      const text = headerText(input);
      const names = [
        'idempotency-key',
        'content-type',
        'content-encoding',
        'traceparent',
        'accept',
        'accept-encoding',
        'x-request-id',
        'origin',
        'last-event-id',
        'if-none-match',
        'range',
        'cookie',
      ];
      const name = names[(input[0] ?? 0) % names.length] ?? 'accept';
      return send({
        method: 'POST',
        url: '/api/validate',
        headers: { 'content-type': 'application/json', [name]: text },
        payload: '{"text":"tea"}',
      });
    },
    world,
  },
  {
    name: 'MCP door',
    modules: ['src/features/mcp/answer-mcp.ts', 'src/features/mcp/document-resources.ts'],
    seeds: [
      MCP,
      '{"jsonrpc":"2.0","id":2,"method":"resources/read","params":{"uri":"queryloom://documents/a"}}',
      '[{"jsonrpc":"2.0","method":"ping","id":"a"}]',
    ],
    pieces: MCP_PIECES,
    run: (input) =>
      send({
        method: 'POST',
        url: '/mcp',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          'last-event-id': headerText(input.subarray(0, 40)),
        },
        payload: Buffer.from(input),
      }),
    world,
  },
  {
    name: "OpenAI's door",
    modules: ['src/features/openai/chat-schema.ts', 'src/features/openai/chat-request.ts'],
    seeds: [
      '{"model":"queryloom-fast","messages":[{"role":"system","content":"x"},{"role":"user","content":[{"type":"text","text":"tea?"}]}]}',
    ],
    pieces: [
      '{"role":"user",',
      '"content":',
      '"messages":',
      '"stop":',
      '["a"]',
      '"stream":false',
      '"max_tokens":',
      'null',
      '-1',
      '1e9',
      ',',
      '{',
      '}',
      '[',
      ']',
    ],
    run: (input) =>
      send({
        method: 'POST',
        url: '/v1/chat/completions',
        headers: { 'content-type': 'application/json' },
        payload: Buffer.from(input),
      }),
    world,
  },
];
