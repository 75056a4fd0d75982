import { z } from 'zod';

/** Characters of what a caller calls its users and sessions: the same bound as in a query. */
const LABEL_MAX = 256;

/** A user or a session by the caller's own name: any text, as a query takes it. */
export function labelField(): z.ZodString {
  return z.string().min(1).max(LABEL_MAX);
}
