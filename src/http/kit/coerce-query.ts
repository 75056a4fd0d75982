import type { z } from 'zod';
import { isRecord } from '../../shared/is-record.ts';
import { inputSchema, type JsonSchema } from './json-schema.ts';

type Kind = 'text' | 'number' | 'boolean' | 'list' | 'number-list' | 'text-or-list';

const NUMBER_TEXT = /^-?\d{1,17}(?:\.\d{1,17})?(?:[eE][+-]?\d{1,3})?$/;

/**
 * Reads a query string's texts as the types its schema names: numbers, `true`/`false`, and lists from a name that stands once or
 * several times. What cannot be read is left as text, so that the schema's own message names the field.
 */
export function queryCoercer(schema: z.ZodType): (query: unknown) => unknown {
  const kinds = fieldKinds(inputSchema(schema));
  return (query) => {
    if (!isRecord(query)) return {};
    const read: Record<string, unknown> = {};
    for (const name of Object.keys(query)) read[name] = coerce(kinds.get(name) ?? 'text', query[name]);
    return read;
  };
}

function coerce(kind: Kind, value: unknown): unknown {
  switch (kind) {
    case 'number':
      return asNumber(value);
    case 'boolean':
      return value === 'true' || value === '1' ? true : value === 'false' || value === '0' ? false : value;
    case 'list':
      return Array.isArray(value) ? value : [value];
    case 'number-list':
      return (Array.isArray(value) ? value : [value]).map(asNumber);
    default:
      return value;
  }
}

function asNumber(value: unknown): unknown {
  return typeof value === 'string' && NUMBER_TEXT.test(value) ? Number(value) : value;
}

function fieldKinds(schema: JsonSchema): ReadonlyMap<string, Kind> {
  const kinds = new Map<string, Kind>();
  const properties = schema['properties'];
  if (!isRecord(properties)) return kinds;
  for (const [name, field] of Object.entries(properties)) if (isRecord(field)) kinds.set(name, kindOf(field));
  return kinds;
}

function kindOf(field: JsonSchema): Kind {
  const shape = withoutNull(field);
  const types = typesOf(shape);
  if (types.has('string')) return types.has('array') ? 'text-or-list' : 'text';
  if (types.has('array')) {
    const items = shape['items'];
    return isRecord(items) && isNumeric(typesOf(items)) ? 'number-list' : 'list';
  }
  if (types.has('boolean')) return 'boolean';
  return isNumeric(types) ? 'number' : 'text';
}

/** The other branch of `T | null`; the field itself when it is not one. */
function withoutNull(field: JsonSchema): JsonSchema {
  const branches = Array.isArray(field['anyOf']) ? field['anyOf'].filter(isRecord) : [];
  const others = branches.filter((branch) => branch['type'] !== 'null');
  return others.length === 1 && others[0] !== undefined ? others[0] : field;
}

function isNumeric(types: ReadonlySet<unknown>): boolean {
  return types.has('number') || types.has('integer');
}

function typesOf(field: JsonSchema): ReadonlySet<unknown> {
  const own = field['type'];
  const types = new Set<unknown>(Array.isArray(own) ? own : [own]);
  const branches = field['anyOf'];
  if (Array.isArray(branches)) {
    for (const branch of branches) if (isRecord(branch)) for (const type of typesOf(branch)) types.add(type);
  }
  return types;
}
