import { isRecord } from '../../shared/is-record.ts';
import { TEXT_LENGTH_MAX, tooLarge } from './limits.ts';

/** Values nested deeper are left out: no document for people goes there, and each level is a call. */
const DEPTH_MAX = 64;

/** A value as lines to read. */
export type JsonLines = {
  readonly lines: readonly string[];
  /** Values left out because they are nested too deeply. */
  readonly tooDeep: number;
};

type Walk = { readonly lines: string[]; length: number; tooDeep: number };

/**
 * A JSON value as "path: value" lines, the path from the value down as `address.city` or `orders[2].price`; lists of scalars on
 * one line, nulls and empty values left out. Throws `DOCUMENT_TOO_LARGE` when paths make it grow beyond all limits.
 */
export function jsonLines(value: unknown, path: string): JsonLines {
  const walk: Walk = { lines: [], length: 0, tooDeep: 0 };
  visit(walk, value, path, 0);
  return { lines: walk.lines, tooDeep: walk.tooDeep };
}

/** True for what JSON writes without brackets. */
export function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

function visit(walk: Walk, value: unknown, path: string, depth: number): void {
  if (isScalar(value)) addLine(walk, path, scalarText(value));
  else if (depth >= DEPTH_MAX) walk.tooDeep++;
  else if (isRecord(value)) {
    for (const [key, child] of Object.entries(value))
      visit(walk, child, path === '' ? key : `${path}.${key}`, depth + 1);
  } else if (Array.isArray(value)) visitList(walk, value, path, depth);
}

function visitList(walk: Walk, list: readonly unknown[], path: string, depth: number): void {
  if (list.every(isScalar)) {
    const texts = list.map(scalarText).filter((text) => text !== '');
    addLine(walk, path, texts.join(', '));
    return;
  }
  for (const [i, child] of list.entries()) visit(walk, child, `${path}[${i}]`, depth + 1);
}

function addLine(walk: Walk, path: string, text: string): void {
  if (text === '') return;
  walk.length += path.length + text.length;
  if (walk.length > TEXT_LENGTH_MAX) throw tooLarge('characters', TEXT_LENGTH_MAX);
  walk.lines.push(path === '' ? text : `${path}: ${text}`);
}

function scalarText(value: unknown): string {
  return value === null ? '' : String(value).trim();
}
