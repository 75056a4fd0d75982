import type { Metadata, MetadataValue } from '../../ports/filter.ts';
import { assert } from '../../shared/assert.ts';
import { damaged, readIntact } from './damaged.ts';
import type { Row } from './statements.ts';

/** Readers of columns: each asserts the type the schema promises, so rows become values without a cast. */
export function integer(row: Row, column: string): number {
  const value = row[column];
  assert(typeof value === 'number' && Number.isSafeInteger(value), `${column} is an integer`);
  return value;
}

export function integerOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : integer(row, column);
}

export function real(row: Row, column: string): number {
  const value = row[column];
  assert(typeof value === 'number', `${column} is a number`);
  return value;
}

/** Stored as 0 or 1. */
export function flag(row: Row, column: string): boolean {
  return integer(row, column) === 1;
}

export function text(row: Row, column: string): string {
  const value = row[column];
  assert(typeof value === 'string', `${column} is text`);
  return value;
}

export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column);
}

export function bytes(row: Row, column: string): Uint8Array {
  const value = row[column];
  assert(value instanceof Uint8Array, `${column} is a blob`);
  return value;
}

/** Text or bytes, as it was bound: the column has no type of its own. */
export function content(row: Row, column: string): string | Uint8Array {
  const value = row[column];
  assert(typeof value === 'string' || value instanceof Uint8Array, `${column} is text or a blob`);
  return value;
}

/** One of a fixed set of words, as the schema's CHECK holds it. */
export function word<T extends string>(row: Row, column: string, words: readonly T[]): T {
  const value = text(row, column);
  const found = words.find((known) => known === value);
  assert(found !== undefined, `${column} is one of ${words.join(', ')}`);
  return found;
}

/** A JSON list of strings. Throws `RECORDS_UNAVAILABLE` for anything else, as all readers of JSON here. */
export function textList(row: Row, column: string): readonly string[] {
  const value = jsonOf(row, column);
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value;
  throw damaged(column);
}

/** A JSON list of integers. */
export function integerList(row: Row, column: string): readonly number[] {
  const value = jsonOf(row, column);
  if (Array.isArray(value) && value.every((each) => Number.isSafeInteger(each))) return value;
  throw damaged(column);
}

/** A JSON object of metadata values. */
export function metadata(row: Row, column: string): Metadata {
  const value = jsonOf(row, column);
  if (isMetadata(value)) return value;
  throw damaged(column);
}

function jsonOf(row: Row, column: string): unknown {
  const json = text(row, column);
  return readIntact(column, (): unknown => JSON.parse(json));
}

function isMetadata(value: unknown): value is Metadata {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every(isMetadataValue);
}

function isMetadataValue(value: unknown): value is MetadataValue {
  return isScalar(value) || (Array.isArray(value) && value.every(isScalar));
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
