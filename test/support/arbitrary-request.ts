import fc from 'fast-check';
import { type Operation, object, resolved } from './contract-check.ts';

type Json = Readonly<Record<string, unknown>>;

/** Texts that break naive code: control, zero-width and bidi characters, half surrogates, prototypes, patterns of injections. */
export const HOSTILE_TEXTS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\u200b',
  '\u202eabc\u202c',
  '\ud800',
  'a\udfffb',
  'e\u0301'.repeat(50),
  '__proto__',
  'constructor',
  "' OR 1=1 --",
  '%00',
  '../../etc/passwd',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '"unclosed phrase',
  '\uffff\ufffe',
  '𝕏'.repeat(120),
  '=1+1',
] as const;

/** Requests near the schema of an operation: each part is sometimes right, sometimes anything. */
export function arbitraryRequest(operation: Operation, document: Json, ids: readonly string[]) {
  const hostile = fc.constantFrom(...HOSTILE_TEXTS);
  const id = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...ids) },
    hostile,
    fc.string({ minLength: 1, maxLength: 30 }),
  );
  const query = Object.fromEntries(
    operation.query.map(({ name, schema }) => [name, fc.option(queryText(schema), { nil: undefined, freq: 2 })]),
  );
  return fc.record({
    path: fc.tuple(...operation.pathNames.map(() => id)),
    query: fc.record(query),
    extra: fc.option(fc.tuple(fc.constantFrom('colour', '__proto__', 'limit', 'cursor'), hostile), { freq: 8 }),
    body:
      operation.body === null
        ? fc.constant(undefined)
        : fc.oneof({ weight: 8, arbitrary: valueFor(operation.body, document) }, fc.jsonValue()),
  });
}

function queryText(schema: Json): fc.Arbitrary<string> {
  const right = Array.isArray(schema['enum'])
    ? fc.constantFrom(...schema['enum'].map(String))
    : fc.constantFrom('1', '0.5', 'true', 'default', '2020-01-01T00:00:00Z');
  return fc.oneof({ weight: 3, arbitrary: right }, fc.constantFrom(...HOSTILE_TEXTS), fc.string({ maxLength: 20 }));
}

function valueFor(schema: Json, document: Json, depth = 0): fc.Arbitrary<unknown> {
  const anything = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(...HOSTILE_TEXTS));
  return fc.oneof({ weight: 9, arbitrary: fittingValue(resolved(schema, document), document, depth) }, anything);
}

function fittingValue(schema: Json, document: Json, depth: number): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...schema['enum']);
  const branches = [schema['anyOf'], schema['oneOf']].flatMap((list) => (Array.isArray(list) ? list : []));
  if (branches.length > 0)
    return fc.oneof(...branches.map((branch) => fittingValue(resolved(branch, document), document, depth)));
  switch (schema['type']) {
    case 'string':
      return fc.oneof(
        fc.constantFrom('lamp', 'Who built it?', 'default', 'x y', 'text/plain'),
        fc.constantFrom(...HOSTILE_TEXTS),
        fc.string({ maxLength: 40 }),
      );
    case 'integer':
      return fc.integer({ min: -2, max: 110 });
    case 'number':
      return fc.oneof(fc.double({ min: -1, max: 2, noNaN: true }), fc.integer());
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return depth > 3
        ? fc.constant([])
        : fc.array(valueFor(object(schema['items']), document, depth + 1), { maxLength: 4 });
    default:
      return depth > 3 ? fc.constant({}) : fittingObject(schema, document, depth);
  }
}

function fittingObject(schema: Json, document: Json, depth: number): fc.Arbitrary<unknown> {
  const properties = Object.entries(object(schema['properties']));
  if (properties.length === 0)
    return fc.dictionary(
      fc.constantFrom('year', 'and', 'not', 'tags', ...HOSTILE_TEXTS),
      fc.jsonValue({ maxDepth: 2 }),
      { maxKeys: 3 },
    );
  const required = Array.isArray(schema['required']) ? schema['required'].map(String) : [];
  const fields = properties.map(([name, field]) => [name, valueFor(object(field), document, depth + 1)] as const);
  return fc.record(Object.fromEntries(fields), { requiredKeys: required });
}
