import type { z } from 'zod';
import type { CodedError } from '../../shared/errors.ts';
import { parseJsonBody } from '../plugins/json-body.ts';
import { invalidRequest } from './issues.ts';
import { toCodedError } from './to-coded-error.ts';

/** A message as its schema reads it, or why it is refused; `received` is what could be parsed of it. */
export type ReadMessage<T> =
  | { readonly message: T; readonly received: unknown }
  | { readonly error: CodedError; readonly received: unknown };

/** Reads one text message: JSON with the same care as a body, then its schema. Never throws for what a client sent. */
export function readMessage<S extends z.ZodType>(schema: S, data: Uint8Array): ReadMessage<z.output<S>> {
  let received: unknown;
  try {
    received = parseJsonBody(data, 'message');
  } catch (error) {
    return { error: toCodedError(error), received: undefined };
  }
  const read = schema.safeParse(received);
  return read.success ? { message: read.data, received } : { error: invalidRequest(read.error, 'message'), received };
}
