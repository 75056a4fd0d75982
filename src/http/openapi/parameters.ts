import type { z } from 'zod';
import { isRecord } from '../../shared/is-record.ts';
import { inputSchema, type JsonSchema } from '../kit/json-schema.ts';
import type { Components } from './components.ts';

/** The fields of a path's or a query string's schema as OpenAPI's parameters. */
export function parametersOf(
  schema: z.ZodType | undefined,
  place: 'path' | 'query',
  components: Components,
): JsonSchema[] {
  if (schema === undefined) return [];
  const json = components.take(inputSchema(schema), 'Input');
  const properties = isRecord(json['properties']) ? json['properties'] : {};
  const required = Array.isArray(json['required']) ? json['required'] : [];
  return Object.entries(properties).map(([name, field]) => {
    const { description, ...rest } = isRecord(field) ? field : {};
    return {
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    };
  });
}
