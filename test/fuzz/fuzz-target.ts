import { isCodedError } from '../../src/shared/errors.ts';

/** Bytes of an input when a target says nothing else: what a hang or a quadratic step would show at. */
export const INPUT_BYTES_MAX = 64 * 1024;

/** Something that reads bytes or text of somebody else's. */
export type FuzzTarget = {
  readonly name: string;
  /** Modules under `src` whose reading this drives; a test compares them with the modules that are there. */
  readonly modules: readonly string[];
  /** Inputs that are read without complaint: what mutations start from. */
  readonly seeds: readonly (string | Uint8Array)[];
  /** Words of the format: spliced in, repeated, nested. */
  readonly pieces: readonly string[];
  /** Longest input the product ever hands to this reader, in bytes. */
  readonly bytesMax?: number;
  /** Throws for what must not happen. Errors that `isDeclared` are answers, not findings. */
  run(input: Uint8Array): unknown;
  /** Inputs that are known to take long, and what bounds them in the product. */
  readonly slow?: { readonly tells: (input: Buffer) => boolean; readonly boundedBy: string };
  /** CPU milliseconds for the longest input from which its growth is looked at; more where something else bounds a slow step. */
  readonly noticedMs?: number;
  /** Why promises of a library may be left behind that nobody waits for. */
  readonly leavesPromises?: string;
  /** What it takes before the first input, and putting that away when a thread has nothing left to fuzz. */
  readonly world?: { readonly open: () => Promise<void>; readonly close: () => Promise<void> };
};

/** An error that a reader may throw for what it was given: one of the registry, with something to say. */
export function isDeclared(error: unknown): boolean {
  return isCodedError(error) && error.code !== 'SERVER_INTERNAL' && error.message !== '';
}

/** A target that reads text: the bytes as UTF-8, with what is broken replaced. */
export function textTarget(target: Omit<FuzzTarget, 'run'> & { readonly read: (text: string) => unknown }): FuzzTarget {
  const { read, ...rest } = target;
  return { ...rest, run: (input) => read(textOf(input)) };
}

/** UTF-8 as text; two zero bytes in front make the rest code units, so that lone surrogates come up too. */
function textOf(input: Uint8Array): string {
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  return input[0] === 0 && input[1] === 0 ? bytes.subarray(2).toString('utf16le') : bytes.toString('utf8');
}

/** Fails with a finding; for what a target's own result must hold. */
export function must(condition: boolean, message: string): void {
  if (!condition) throw new Error(message);
}
