/** Stops on a programmer error. Never used for what a caller or the world can get wrong: those are `CodedError`s. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${message}`);
}

/** Narrows away `undefined` and `null` where the code around it guarantees a value. */
export function defined<T>(value: T | undefined | null, message: string): T {
  assert(value !== undefined && value !== null, message);
  return value;
}
