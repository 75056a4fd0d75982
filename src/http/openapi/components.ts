import { assert } from '../../shared/assert.ts';
import { isRecord } from '../../shared/is-record.ts';
import type { JsonSchema } from '../kit/json-schema.ts';

const DEFINITION = '#/$defs/';
const COMPONENT = '#/components/schemas/';

/** The named schemas of a document: zod writes them beside each schema that uses them, OpenAPI wants them once, in one place. */
export class Components {
  readonly #schemas = new Map<string, JsonSchema>();

  /**
   * Moves the definitions of a schema into the components and points its references there. `suffix` tells what goes in from what
   * comes out, where a schema named once has two shapes.
   */
  take(schema: JsonSchema, suffix: '' | 'Input'): JsonSchema {
    const { $schema: _dialect, $defs: definitions, ...rest } = schema;
    if (isRecord(definitions)) {
      for (const [name, definition] of Object.entries(definitions)) {
        if (isRecord(definition)) this.#keep(`${name}${suffix}`, pointed(definition, suffix));
      }
    }
    const name = rest['id'];
    if (typeof name !== 'string') return pointed(rest, suffix);
    this.#keep(`${name}${suffix}`, pointed(rest, suffix));
    return { $ref: `${COMPONENT}${name}${suffix}` };
  }

  schemas(): Readonly<Record<string, JsonSchema>> {
    return Object.fromEntries([...this.#schemas].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #keep(name: string, schema: JsonSchema): void {
    const known = this.#schemas.get(name);
    assert(known === undefined || JSON.stringify(known) === JSON.stringify(schema), `two schemas are named ${name}`);
    this.#schemas.set(name, schema);
  }
}

function pointed(schema: JsonSchema, suffix: string): JsonSchema {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) if (key !== 'id') result[key] = pointedValue(key, value, suffix);
  return result;
}

function pointedValue(key: string, value: unknown, suffix: string): unknown {
  if (key === '$ref' && typeof value === 'string') {
    return value.startsWith(DEFINITION) ? `${COMPONENT}${value.slice(DEFINITION.length)}${suffix}` : value;
  }
  if (key === 'properties' && isRecord(value)) return renamed(value, suffix);
  if (Array.isArray(value)) return value.map((item: unknown) => (isRecord(item) ? pointed(item, suffix) : item));
  return isRecord(value) ? pointed(value, suffix) : value;
}

// Below `properties` the keys are field names, so a field called `id` is no schema id.
function renamed(properties: JsonSchema, suffix: string): JsonSchema {
  return Object.fromEntries(
    Object.entries(properties).map(([name, field]) => [name, isRecord(field) ? pointed(field, suffix) : field]),
  );
}
