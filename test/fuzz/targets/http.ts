import { z } from 'zod';
import { contentSniffer } from '../../../src/adapters/parsers/sniff.ts';
import { decodeCharset } from '../../../src/adapters/web/decode-charset.ts';
import { parseFilter } from '../../../src/core/query/filter.ts';
import { incomingSchema } from '../../../src/features/collaborate/incoming-schema.ts';
import { queryCoercer } from '../../../src/http/kit/coerce-query.ts';
import { formatEvent } from '../../../src/http/kit/event-stream.ts';
import { idField, timeField } from '../../../src/http/kit/fields.ts';
import { historyFilterFields, toHistoryFilter } from '../../../src/http/kit/history-filter.ts';
import { parseRequest } from '../../../src/http/kit/issues.ts';
import { cursorCodec, pageFields } from '../../../src/http/kit/paging.ts';
import { querySchema, streamedQuerySchema, toRequest } from '../../../src/http/kit/query-schema.ts';
import { readDocument } from '../../../src/http/kit/read-document.ts';
import { readMessage } from '../../../src/http/kit/read-message.ts';
import { parseJsonBody } from '../../../src/http/plugins/json-body.ts';
import { requestIdOf, traceIdOf } from '../../../src/http/plugins/request-id.ts';
import { redactSecrets } from '../../../src/http/redact.ts';
import { type FuzzTarget, must, textTarget } from '../fuzz-target.ts';
import { APP_TARGETS } from './app.ts';

const JSON_PIECES =
  '{ } [ ] [[ {"a": , : "a" "\\u0000" "\\ud800" \\ true null 1 -0 1e400 {} [] "__proto__": "constructor":{"prototype":1} "text": "filters": "and": "not": "in": "gte":'.split(
    ' ',
  );
const QUERY =
  '{"text":"What is tea?","pattern":"fast","filters":{"year":{"gte":2020},"or":[{"tags":["a"]},{"not":{"x":true}}]},"top_k":3}';
const KIT = 'src/http/kit';

const cursors = cursorCodec('fuzz', z.strictObject({ at: z.number(), id: z.string() }));
const listQuery = z.strictObject({
  ...pageFields,
  ...historyFilterFields,
  at: timeField().optional(),
  tags: z.array(z.string()).optional(),
  flag: z.boolean().optional(),
});
const coerce = queryCoercer(listQuery);

/** Keys of a value that reach for a prototype; JSON itself makes `__proto__` an own property, which must have been refused. */
function reachesPrototype(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.hasOwn(value, '__proto__') || Object.values(value).some(reachesPrototype);
}

export const HTTP_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'JSON body',
    modules: ['src/http/plugins/json-body.ts'],
    seeds: [QUERY, '\ufeff{"a":[1,"\\ud83d\\ude00"]}'],
    pieces: JSON_PIECES,
    run: (input) => must(!reachesPrototype(parseJsonBody(input)), 'a body reaches for a prototype'),
  },
  {
    name: 'body of a query',
    modules: [`${KIT}/query-schema.ts`, `${KIT}/issues.ts`],
    seeds: [QUERY],
    pieces: JSON_PIECES,
    run: (input) => toRequest(parseRequest(querySchema, parseJsonBody(input))),
  },
  {
    name: 'message of a stream socket',
    modules: [`${KIT}/read-message.ts`],
    seeds: [QUERY, '{"action":"cancel","id":"a"}'],
    pieces: JSON_PIECES,
    run: (input) => {
      const read = readMessage(streamedQuerySchema, input);
      must('message' in read || read.error.code !== 'SERVER_INTERNAL', 'an unforeseen error');
    },
  },
  {
    name: 'message of a room',
    modules: ['src/features/collaborate/incoming-schema.ts'],
    seeds: [
      '{"action":"query","text":"tea?","user":"Ann"}',
      '{"action":"cursor","x":0.5,"y":1,"target":null}',
      '{"action":"history","limit":5}',
    ],
    pieces: [...JSON_PIECES, '"action":', '"typing"', '"cursor"', '"user":'],
    run: (input) => {
      const read = readMessage(incomingSchema, input);
      must('message' in read || read.error.code !== 'SERVER_INTERNAL', 'an unforeseen error');
    },
  },
  {
    name: 'filter',
    modules: ['src/core/query/filter.ts'],
    seeds: [
      '{"tags":["a","b"],"year":{"gte":2020,"lte":"2022"},"and":[{"x":{"exists":true}},{"not":{"y":{"in":[1,true]}}}]}',
    ],
    pieces: [...JSON_PIECES, '{"not":', '{"and":['],
    run: (input) => parseFilter(parseJsonBody(input)),
  },
  {
    name: 'submitted document',
    modules: [`${KIT}/read-document.ts`],
    seeds: ['VGVh', 'VGVhIGlzIGdyZWVuLg=='],
    pieces: [...JSON_PIECES, '"content_base64":', '"content_type":"application/json"', '====', 'UEsDBA=='],
    run: (input) => {
      const text = Buffer.from(input).toString('utf8');
      readDocument(
        { content_base64: text, content_type: 'text/plain', tags: [], metadata: {} },
        'default',
        contentSniffer,
      );
    },
  },
  textTarget({
    name: 'query string',
    modules: [`${KIT}/coerce-query.ts`, `${KIT}/fields.ts`, `${KIT}/history-filter.ts`],
    seeds: ['limit=20&since=2026-01-31T12:00:00Z&min_confidence=0.5&tags=a&tags=b&flag=true', 'user_id=Ann%20Lee'],
    pieces: [
      '&',
      '=',
      'limit=',
      '1e999',
      '-0',
      'since=',
      '2026-',
      '%',
      '%00',
      '%ff',
      'tags=',
      'flag=1',
      '__proto__=1',
      'T24:00',
      '+99:99',
    ],
    bytesMax: 8 * 1024,
    read: (text) => {
      const query: Record<string, string | string[]> = {};
      for (const [name, value] of new URLSearchParams(text))
        query[name] = name in query ? [query[name] ?? '', value].flat() : value;
      const { since, until, user_id, ...filter } = parseRequest(listQuery, coerce(query), 'querystring');
      toHistoryFilter({ ...filter, ...(since && { since }), ...(until && { until }), ...(user_id && { user_id }) });
    },
  }),
  textTarget({
    name: 'cursor of a list',
    modules: [`${KIT}/paging.ts`],
    seeds: [cursors.encode({ at: 1, id: 'a' }), cursors.encode({ at: -1.5, id: '"]' })],
    pieces: ['WyJmdXp6Iiwx', 'eyJ', '_', '-', '=', 'AAAA', Buffer.from('["fuzz",').toString('base64url')],
    bytesMax: 2_048,
    read: (text) => cursors.decode(text),
  }),
  textTarget({
    name: 'id of a path',
    modules: [`${KIT}/fields.ts`],
    seeds: ['q_01abc', 'naïve:id/1'],
    pieces: ['%2f', '..', '/', '%', '\u0000', '\u202e'],
    bytesMax: 3_072,
    read: (text) => parseRequest(z.strictObject({ id: idField() }), { id: text }, 'params'),
  }),
  textTarget({
    name: 'request id and traceparent',
    modules: ['src/http/plugins/request-id.ts'],
    seeds: ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'my-id.1'],
    pieces: ['00-', '-01', '0'.repeat(32), '\r\n', '\u0080'],
    bytesMax: 16 * 1024,
    read: (text) => {
      must(
        /^[\x21-\x7e]{1,128}$/.test(requestIdOf({ headers: { 'x-request-id': text } })),
        'an id that no header can hold',
      );
      must(/^[0-9a-f]{32}$/.test(traceIdOf(text) ?? '0'.repeat(32)), 'a trace id that is none');
    },
  }),
  textTarget({
    name: 'server-sent event',
    modules: [`${KIT}/event-stream.ts`],
    seeds: ['progress', 'a\nb'],
    pieces: ['\n', '\r', '\r\n', '\n\n', 'data:', ':', '\u0000', '\u2028'],
    read: (text) => {
      const wire = formatEvent({ event: text, id: text, data: { text }, isText: false });
      must(/^id: [^\r\n]*\nevent: [^\r\n]*\ndata: [^\r\n]*\n\n$/.test(wire), 'an event breaks its lines');
      must(/^data: [^\r\n]*\n\n$/.test(formatEvent({ data: text, isText: true })), 'a text breaks its line');
    },
  }),
  textTarget({
    name: 'line of the log',
    modules: ['src/http/redact.ts'],
    seeds: [
      '{"message":"x","authorization":"Bearer abcdefghijkl","url":"redis://u:secret@host/0"}',
      '{"key":"ql_live_abcdefgh12345678"}',
    ],
    pieces: [
      '"authorization":"',
      '"key":',
      '"',
      '\\',
      '\\"',
      'Bearer ',
      'ql_live_',
      'sk-',
      '://',
      ':',
      '@',
      'a',
      'Basic ',
    ],
    read: (text) => {
      const line = JSON.stringify({ message: text, authorization: text });
      const clean = redactSecrets(line);
      must(!clean.includes('\n') && JSON.parse(clean).authorization === '[redacted]', 'a line is no JSON any more');
    },
  }),
  {
    name: 'encoding of a fetched page',
    modules: ['src/adapters/web/decode-charset.ts'],
    seeds: [
      'text/html; charset=latin1\ncaf\u00e9',
      'text/plain; charset="utf-16le"\nab',
      'application/json; charset=x\n{}',
    ],
    pieces: ['charset=', 'text/html;', '"', '=', 'utf-16', 'shift_jis', 'gb18030', 'x-user-defined', '\n', '\u0000'],
    run: (input) => {
      const line = Buffer.from(input).indexOf(0x0a);
      const type = Buffer.from(input.subarray(0, Math.max(0, line))).toString('latin1');
      decodeCharset(new URL('https://a.example/'), type, input.subarray(line + 1));
    },
  },
  ...APP_TARGETS,
];
