import type { Filter } from '../../ports/filter.ts';
import { CodedError } from '../../shared/errors.ts';

/** Levels of `and`, `or` and `not` inside each other: more than people write, few enough for a recursive evaluation. */
export const FILTER_DEPTH_MAX = 8;
/** Conditions of one filter: each is evaluated over the facts of a collection's documents. */
export const FILTER_NODES_MAX = 64;
/** Alternatives of one `in`, and of a list of values. */
export const FILTER_VALUES_MAX = 256;
/** UTF-16 code units of a field's name or of a text compared with: those of the longest id. */
const TEXT_LENGTH_MAX = 256;

type Scalar = string | number | boolean;
type Place = { readonly path: string; readonly depth: number; readonly budget: { nodes: number } };

/**
 * Reads the JSON form of a filter: `{"tags": ["a", "b"]}` (any of), `{"year": {"gte": 2020, "lte": 2022}}`, `{"lang": "en"}`,
 * `{"in": […]}`, `{"exists": true}`, and `and`, `or`, `not` over such objects. All entries of one object must hold; `{}` always
 * does. Throws `QUERY_FILTER_INVALID` with one issue whose path names the entry, starting with `root`.
 */
export function parseFilter(json: unknown, root = 'filters'): Filter {
  return parseObject(json, { path: root, depth: 1, budget: { nodes: 0 } });
}

function parseObject(json: unknown, place: Place): Filter {
  if (place.depth > FILTER_DEPTH_MAX) throw invalid(place, `is nested more than ${FILTER_DEPTH_MAX} levels deep`);
  if (!isObject(json)) throw invalid(place, 'must be an object of conditions');
  const filters = Object.entries(json).flatMap(([key, value]) => parseEntry(key, value, inside(place, key)));
  return joined(filters);
}

function parseEntry(key: string, value: unknown, place: Place): readonly Filter[] {
  if (key === 'and' || key === 'or') return [parseList(key, value, place)];
  if (key === 'not') return [counted(place, { op: 'not', filter: parseObject(value, deeper(place)) })];
  if (key === '' || key.length > TEXT_LENGTH_MAX) {
    throw invalid(place, `must be the name of a field, of 1 to ${TEXT_LENGTH_MAX} characters`);
  }
  if (isScalar(value)) return [counted(place, { op: 'eq', field: key, value: checkScalar(value, place) })];
  if (Array.isArray(value)) return [counted(place, { op: 'in', field: key, values: parseValues(value, place) })];
  if (isObject(value)) return parseComparisons(key, value, place);
  throw invalid(place, 'must be a text, a number, a boolean, a list of them, or an object with in, gte, lte or exists');
}

function parseList(op: 'and' | 'or', value: unknown, place: Place): Filter {
  if (!Array.isArray(value) || value.length === 0) throw invalid(place, 'must be a list of at least one filter');
  const filters = value.map((item: unknown, i) => parseObject(item, deeper(inside(place, String(i)))));
  return counted(place, { op, filters });
}

function parseComparisons(field: string, value: Readonly<Record<string, unknown>>, place: Place): readonly Filter[] {
  const entries = Object.entries(value);
  if (entries.length === 0) throw invalid(place, 'must have at least one of in, gte, lte, exists');
  return entries.map(([key, operand]) => counted(place, parseComparison(field, key, operand, inside(place, key))));
}

function parseComparison(field: string, key: string, operand: unknown, place: Place): Filter {
  switch (key) {
    case 'in':
      return { op: 'in', field, values: parseValues(operand, place) };
    case 'gte':
    case 'lte':
      if (typeof operand !== 'number' && typeof operand !== 'string')
        throw invalid(place, 'must be a number or a text');
      checkScalar(operand, place);
      return { op: key, field, value: operand };
    case 'exists':
      if (typeof operand !== 'boolean') throw invalid(place, 'must be true or false');
      return { op: 'exists', field, exists: operand };
    default:
      throw invalid(place, 'is not a comparison: use in, gte, lte or exists');
  }
}

function parseValues(value: unknown, place: Place): readonly Scalar[] {
  if (!Array.isArray(value)) throw invalid(place, 'must be a list of texts, numbers or booleans');
  if (value.length === 0 || value.length > FILTER_VALUES_MAX) {
    throw invalid(place, `must have 1 to ${FILTER_VALUES_MAX} values`);
  }
  return value.map((item: unknown, i) => {
    const at = inside(place, String(i));
    if (!isScalar(item)) throw invalid(at, 'must be a text, a number or a boolean');
    return checkScalar(item, at);
  });
}

function checkScalar(value: Scalar, place: Place): Scalar {
  if (typeof value === 'string' && value.length > TEXT_LENGTH_MAX) {
    throw invalid(place, `must be at most ${TEXT_LENGTH_MAX} characters long`);
  }
  return value;
}

function counted(place: Place, filter: Filter): Filter {
  place.budget.nodes += 1;
  if (place.budget.nodes > FILTER_NODES_MAX) throw invalid(place, `is one of more than ${FILTER_NODES_MAX} conditions`);
  return filter;
}

function joined(filters: readonly Filter[]): Filter {
  const [only] = filters;
  return filters.length === 1 && only !== undefined ? only : { op: 'and', filters };
}

function inside(place: Place, key: string): Place {
  return { ...place, path: `${place.path}.${key.slice(0, TEXT_LENGTH_MAX)}` };
}

function deeper(place: Place): Place {
  return { ...place, depth: place.depth + 1 };
}

function isScalar(value: unknown): value is Scalar {
  return (
    typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(place: Place, message: string): CodedError {
  return new CodedError('QUERY_FILTER_INVALID', `The filter is not valid: ${place.path} ${message}.`, {
    issues: [{ path: place.path, message }],
  });
}
