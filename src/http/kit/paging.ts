import { z } from 'zod';
import { CodedError } from '../../shared/errors.ts';

export const PAGE_LIMIT_MAX = 200;
export const PAGE_LIMIT_DEFAULT = 20;
/** Characters of a cursor; ours are far shorter, so anything longer is not ours. */
const CURSOR_LENGTH_MAX = 1_024;
const CURSOR_TEXT = /^[A-Za-z0-9_-]+$/;

/** `limit` and `cursor`, to spread into the strict query schema of a list. */
export const pageFields = {
  limit: z.int().min(1).max(PAGE_LIMIT_MAX).default(PAGE_LIMIT_DEFAULT).describe('Items on this page.'),
  cursor: z.string().min(1).max(CURSOR_LENGTH_MAX).optional().describe('`next_cursor` of the page before.'),
};

/** `next_cursor` of a list's answer: null on the last page. */
export const nextCursorField = z.string().nullable().describe('Pass as `cursor` for the next page; null on the last.');

/** Cursors of one kind of list: a position, written so that clients cannot depend on what is inside. */
export type CursorCodec<Position> = {
  encode(position: Position): string;
  /** The position, or null without a cursor. Throws `REQUEST_CURSOR_INVALID` for anything this list did not write. */
  decode(cursor: string | undefined): Position | null;
};

/**
 * Cursors bound to `kind`, so that a cursor of one list is refused by another. They hold a position and never a tenant: what may be
 * seen is decided by the principal of each request.
 */
export function cursorCodec<Position>(kind: string, schema: z.ZodType<Position>): CursorCodec<Position> {
  return {
    encode: (position) => Buffer.from(JSON.stringify([kind, position])).toString('base64url'),
    decode(cursor) {
      if (cursor === undefined) return null;
      const read = schema.safeParse(positionIn(cursor, kind));
      if (!read.success) throw invalidCursor(read.error);
      return read.data;
    },
  };
}

/** Cuts a list that was read one item longer than its page: the page, and the item its cursor is made of. */
export function cutPage<T>(
  items: readonly T[],
  limit: number,
): { readonly page: readonly T[]; readonly last: T | null } {
  if (items.length <= limit) return { page: items, last: null };
  const page = items.slice(0, limit);
  return { page, last: page.at(-1) ?? null };
}

function positionIn(cursor: string, kind: string): unknown {
  if (!CURSOR_TEXT.test(cursor)) throw invalidCursor(undefined);
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(read) && read.length === 2 && read[0] === kind) return read[1];
  } catch (cause) {
    throw invalidCursor(cause);
  }
  throw invalidCursor(undefined);
}

function invalidCursor(cause: unknown): CodedError {
  return new CodedError('REQUEST_CURSOR_INVALID', 'The cursor is not one of this list. Start again without a cursor.', {
    cause,
    issues: [{ path: 'cursor', message: 'Not a cursor of this list' }],
  });
}
