import { STATUS_CODES } from 'node:http';
import type { z } from 'zod';
import type { ErrorCode } from '../../shared/errors.ts';
import { isRecord } from '../../shared/is-record.ts';
import { ERROR_MAP } from '../error-map.ts';
import { scopeOf } from '../kit/access.ts';
import type { AnyRoute } from '../kit/define-route.ts';
import { inputSchema, type JsonSchema, outputSchema } from '../kit/json-schema.ts';
import { problemSchema } from '../kit/problem.ts';
import { Components } from './components.ts';
import { parametersOf } from './parameters.ts';
import { type SocketOperation, websocketsObject } from './websockets.ts';

/** An operation and the tag it stands under. */
export type Operation = { readonly tag: string; readonly route: AnyRoute };

export type DocumentOptions = {
  readonly version: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly sockets?: readonly SocketOperation[];
};

/** Codes every operation can answer with; those of bodies only where there is one. */
const COMMON_ERRORS: readonly ErrorCode[] = [
  'REQUEST_INVALID',
  'SERVER_INTERNAL',
  'SERVER_STOPPING',
  'REQUEST_TIMEOUT',
];
const KEY_ERRORS: readonly ErrorCode[] = [
  'KEY_REQUIRED',
  'KEY_INVALID',
  'KEY_IN_URL',
  'KEY_SCOPE_MISSING',
  'RATE_LIMIT_EXCEEDED',
  'TEMPORARY_REDUCED_CAPACITY',
  'SERVER_OVERLOADED',
];
const BODY_ERRORS: readonly ErrorCode[] = [
  'REQUEST_MALFORMED_JSON',
  'REQUEST_TOO_DEEP',
  'REQUEST_TOO_LARGE',
  'REQUEST_UNSUPPORTED_MEDIA_TYPE',
];
const IDEMPOTENCY_ERRORS: readonly ErrorCode[] = ['IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_IN_PROGRESS'];

const SECURITY_SCHEMES: JsonSchema = {
  key: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'A key of Queryloom.' },
  bearer: { type: 'http', scheme: 'bearer', description: 'The same key as a bearer token.' },
};

/** The OpenAPI 3.1 document of the operations, from the very schemas that validate them. */
export function openApiDocument(operations: readonly Operation[], options: DocumentOptions): JsonSchema {
  const components = new Components();
  const paths: Record<string, Record<string, unknown>> = {};
  for (const { tag, route } of operations) {
    const path = route.path.replace(/:([A-Za-z_]\w*)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationObject(tag, route, components) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Queryloom',
      version: options.version,
      description:
        'Ask your own documents over HTTP. Errors are problems (RFC 9457) with a code. WebSockets are under x-websockets.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    tags: [...options.tags].map(([name, description]) => ({ name, description })),
    paths,
    'x-websockets': websocketsObject(options.sockets ?? [], components),
    components: { securitySchemes: SECURITY_SCHEMES, schemas: components.schemas() },
  };
}

function operationObject(tag: string, route: AnyRoute, components: Components): JsonSchema {
  const parameters = [
    ...parametersOf(route.params, 'path', components),
    ...parametersOf(route.query, 'query', components),
  ];
  if (route.idempotent === true) parameters.push(IDEMPOTENCY_HEADER);
  return {
    operationId: route.operationId,
    tags: [tag],
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    ...accessOf(route),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.body === undefined ? {} : { requestBody: requestBody(route, route.body, components) }),
    responses: { ...answersOf(route, components), ...problemsOf(route, components) },
  };
}

/** Either key header; on an open server neither is asked for. */
function accessOf(route: AnyRoute): JsonSchema {
  const scope = scopeOf(route);
  if (scope === 'public') return { security: [] };
  return { security: [{ key: [] }, { bearer: [] }], 'x-required-scope': scope };
}

const IDEMPOTENCY_HEADER: JsonSchema = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same key with the same request gets the first answer again, for 24 hours.',
  schema: { type: 'string', minLength: 1, maxLength: 200 },
};

function requestBody(route: AnyRoute, body: z.ZodType, components: Components): JsonSchema {
  const schema = components.take(inputSchema(body), 'Input');
  const example = route.example === undefined ? {} : { example: route.example };
  const required = route.bodyFromQuery !== true && !body.safeParse(null).success && !body.safeParse(undefined).success;
  return { required, content: { 'application/json': { schema, ...example } } };
}

function answersOf(route: AnyRoute, components: Components): Record<string, unknown> {
  const responses: Record<string, Record<string, unknown>> = {};
  for (const [status, schema] of Object.entries(route.answers)) {
    const json = components.take(outputSchema(schema), '');
    const content = Object.keys(json).length === 0 ? {} : { content: { 'application/json': { schema: json } } };
    responses[status] = { description: STATUS_CODES[status] ?? 'Answer', ...content };
  }
  for (const [status, types] of Object.entries(route.media ?? {})) {
    const known = responses[status];
    const content = isRecord(known?.['content']) ? { ...known['content'] } : {};
    for (const [type, description] of Object.entries(types))
      content[type] = { schema: type.endsWith('json') ? { description } : { type: 'string', description } };
    responses[status] = { description: STATUS_CODES[status] ?? 'Answer', ...known, content };
  }
  return responses;
}

function problemsOf(route: AnyRoute, components: Components): Record<string, unknown> {
  const schema = components.take(outputSchema(problemSchema), '');
  const codes = new Set<ErrorCode>([
    ...COMMON_ERRORS,
    ...(scopeOf(route) === 'public' ? [] : KEY_ERRORS),
    ...(route.cost === undefined ? [] : (['RATE_COST_TOO_HIGH'] as const)),
    ...(route.body === undefined ? [] : BODY_ERRORS),
    ...(route.idempotent === true ? IDEMPOTENCY_ERRORS : []),
    ...(route.errors ?? []),
  ]);
  const byStatus = Map.groupBy(codes, (code) => ERROR_MAP[code].status);
  const entries = [...byStatus]
    .filter(([status]) => route.answers[status] === undefined)
    .sort(([a], [b]) => a - b)
    .map(([status, group]) => {
      const description = group.map((code) => `\`${code}\`: ${ERROR_MAP[code].title}`).join('; ');
      return [String(status), { description, content: { 'application/problem+json': { schema } } }] as const;
    });
  return Object.fromEntries(entries);
}
