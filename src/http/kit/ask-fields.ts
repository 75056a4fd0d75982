import { z } from 'zod';
import type { QueryRequest } from '../../core/query/query-request.ts';
import { querySchema, toRequest } from './query-schema.ts';

const { text: _text, stream: _stream, ...options } = querySchema.shape;

/** Everything of `POST /api/query` but its text, for operations whose text is saved: to spread into a strict body. */
export const askFields = options;

const askSchema = z.strictObject(askFields);
export type AskOptions = z.output<typeof askSchema>;

/** The request that asks `text` in the way of `options`. Throws what `toRequest` throws. */
export function askRequest(text: string, options: AskOptions): QueryRequest {
  const body = { ...options, text, stream: false as const };
  return toRequest(body);
}
