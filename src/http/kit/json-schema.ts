import { z } from 'zod';
import { isRecord } from '../../shared/is-record.ts';

/** A JSON Schema object as zod writes it; only looked into where this code needs to. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The shape of an answer for fast-json-stringify: draft 7, with `T | null` as `nullable`, which it serialises without
 * trying each branch of an `anyOf`.
 */
export function answerSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, {
    io: 'output',
    target: 'draft-7',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => foldNull(jsonSchema),
  });
}

/** What a caller may send, draft 2020-12: defaults are optional, transforms show what goes in. */
export function inputSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}

/** What a caller gets, draft 2020-12. */
export function outputSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' });
}

/** Dotted paths of objects in a body schema that would silently accept unknown fields; empty when all is strict. */
export function laxObjects(schema: JsonSchema, path = 'body'): readonly string[] {
  const found: string[] = [];
  if (isRecord(schema['properties']) && schema['additionalProperties'] === undefined) found.push(path);
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'default' || key === 'examples' || key === 'enum' || key === 'const') continue;
    // Names of fields are no keywords: a field may be called `properties` or `default`.
    const isFields = key === 'properties' && isRecord(value);
    const children = isFields ? Object.entries(value) : [value].flat().map((child) => [key, child] as const);
    for (const [name, child] of children) if (isRecord(child)) found.push(...laxObjects(child, `${path}.${name}`));
  }
  return found;
}

function foldNull(node: Record<string, unknown>): void {
  const branches = node['anyOf'];
  if (!Array.isArray(branches) || branches.length !== 2) return;
  const other: unknown = branches.find((branch) => !isNull(branch));
  if (!branches.some(isNull) || !isRecord(other) || typeof other['type'] !== 'string') return;
  delete node['anyOf'];
  // An enum would have to list null; the serialiser needs the type alone.
  const { enum: _values, const: _value, ...rest } = other;
  Object.assign(node, rest, { nullable: true });
}

function isNull(branch: unknown): boolean {
  return isRecord(branch) && branch['type'] === 'null';
}
