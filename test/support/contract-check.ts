import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Api } from './api.ts';

type Json = Readonly<Record<string, unknown>>;
type Answer = Awaited<ReturnType<Api>>;

/** A field of a request: where it stands, and its JSON Schema with every reference resolved. */
export type Field = { readonly name: string; readonly schema: Json };

/** An operation as `/openapi.json` documents it. */
export type Operation = {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly pathNames: readonly string[];
  readonly query: readonly Field[];
  /** Names of the query parameters that must be there. */
  readonly queryRequired: readonly string[];
  /** Schema of the JSON body; null where there is none. */
  readonly body: Json | null;
  readonly bodyRequired: boolean;
  /** The documented example of the body, if there is one. */
  readonly example: unknown;
  readonly statuses: readonly number[];
};

/** The operations of a document. */
export function operationsOf(document: Json): readonly Operation[] {
  return Object.entries(object(document['paths'])).flatMap(([path, methods]) =>
    Object.entries(object(methods)).map(([method, operation]) =>
      readOperation(path, method, object(operation), document),
    ),
  );
}

/** Compares answers with the document: the status is documented, the body fits its schema, a problem is complete. */
export function contractChecker(document: Json): (operation: Operation, answer: Answer) => string | null {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ $id: 'contract', ...document });
  const compiled = new Map<string, ValidateFunction>();
  return (operation, { status, headers, body }) => {
    const type = (headers.get('content-type') ?? '').split(';')[0] ?? '';
    if (!operation.statuses.includes(status)) return `${status} is not documented: ${JSON.stringify(body)}`;
    const place = ['paths', operation.path, operation.method, 'responses', String(status), 'content', type, 'schema'];
    // Doors of other protocols document errors in those protocols' own shapes.
    const isOwnShape = type !== 'application/problem+json' && lookUp(document, place) !== undefined;
    if (status >= 400 && !isOwnShape) {
      if (type !== 'application/problem+json') return `${status} is ${type}, no problem`;
      if (object(body)['request_id'] !== headers.get('x-request-id')) return 'request_id differs from X-Request-Id';
      if (object(body)['status'] !== status) return 'the status of the problem is another';
    }
    if (!type.endsWith('json')) return null;
    if (lookUp(document, place) === undefined) return null;
    const pointer = place.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).map(encodeURIComponent);
    const reference = `contract#/${pointer.join('/')}`;
    const validate = compiled.get(reference) ?? ajv.compile({ $ref: reference });
    compiled.set(reference, validate);
    return validate(body) ? null : ajv.errorsText(validate.errors);
  };
}

const texts = new Ajv2020({ strict: false, validateFormats: false });

/** Whether a parameter of this schema takes a text of a query string, read as the number, boolean or list that the schema asks for. */
export function acceptsText(schema: Json, text: string): boolean {
  const own = (branches: unknown): Json[] => (Array.isArray(branches) ? branches.map(object) : []);
  const alternatives = [...own(schema['anyOf']), ...own(schema['oneOf'])];
  if (alternatives.length > 0) return alternatives.some((branch) => acceptsText(branch, text));
  if (schema['type'] === 'array') return acceptsText(object(schema['items']), text);
  // What cannot be seen and what is no time is refused by checks that JSON Schema has no words for.
  if (schema['format'] === 'date-time' && !/^\d{4}-(0\d|1[0-2])-\d\dT/.test(text)) return false;
  return texts.validate(schema, readText(schema['type'], text));
}

function readText(type: unknown, text: string): unknown {
  if (type === 'boolean') return ['true', '1', 'false', '0'].includes(text) ? ['true', '1'].includes(text) : text;
  if (type !== 'number' && type !== 'integer') return text;
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** The schema a reference points at, or the schema itself. */
export function resolved(schema: unknown, document: Json): Json {
  const reference = object(schema)['$ref'];
  if (typeof reference !== 'string') return object(schema);
  return resolved(lookUp(document, reference.slice(2).split('/')), document);
}

export function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function readOperation(path: string, method: string, operation: Json, document: Json): Operation {
  const parameters = (Array.isArray(operation['parameters']) ? operation['parameters'] : []).map(object);
  const named = (place: string) => parameters.filter((parameter) => parameter['in'] === place);
  const requestBody = object(operation['requestBody']);
  const schema = lookUp(requestBody, ['content', 'application/json', 'schema']);
  return {
    id: String(operation['operationId']),
    method,
    path,
    pathNames: named('path').map(({ name }) => String(name)),
    query: named('query').map(({ name, schema: own }) => ({ name: String(name), schema: resolved(own, document) })),
    queryRequired: named('query')
      .filter(({ required }) => required === true)
      .map(({ name }) => String(name)),
    body: schema === undefined ? null : resolved(schema, document),
    bodyRequired: requestBody['required'] === true,
    example: lookUp(requestBody, ['content', 'application/json', 'example']),
    statuses: Object.keys(object(operation['responses'])).map(Number),
  };
}

function lookUp(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((place, part) => object(place)[part], value);
}
