import type { Failure } from './failure.ts';

/** What goes to a thread: an operation by name, with its input. `close` ends the thread once it is answered. */
export type Call = { readonly id: number; readonly operation: string; readonly input: unknown };

export type Reply =
  | { readonly id: number; readonly value: unknown; readonly failure?: never }
  | { readonly id: number; readonly failure: Failure };

/** What comes from a thread: once that it is ready (or could not be), then replies, a group at a time. */
export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'broken'; readonly failure: Failure }
  | { readonly kind: 'replies'; readonly replies: readonly Reply[] };

/** What both threads are started with. */
export type ThreadData = { readonly file: string };

/** The operation that every thread knows beside its own. */
export const CLOSE = 'close';

/** The operations of a thread: one argument at most, an answer that structured clone can carry. */
export type Operations = Readonly<Record<string, (input: never) => unknown>>;

/** Runs a call. The client's types hold name and input together; across the port only the name is left to look up. */
export function execute(operations: Operations, { operation, input }: Call): unknown {
  const run = operations[operation];
  if (run === undefined) throw new Error(`no operation ${operation}`);
  return run(input as never);
}
