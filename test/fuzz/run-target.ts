import fc from 'fast-check';
import { arbitraryInput } from './arbitrary-input.ts';
import { type FuzzTarget, isDeclared } from './fuzz-target.ts';

/** CPU milliseconds one input may take. Of this thread, so that a busy machine does not make a finding. */
const INPUT_CPU_MS_MAX = 1_000;
/** Inputs of one run at most; the time ends it long before. */
const INPUTS_MAX = 10_000_000;

/** What the fuzzing of one target came to. */
export type FuzzFigures = {
  readonly target: string;
  readonly inputs: number;
  /** Inputs that were read to the end, not refused. */
  readonly accepted: number;
  readonly slowestMs: number;
  readonly finding: Finding | null;
};
/** The smallest input that was found to do it. */
export type Finding = { readonly reason: string; readonly inputBase64: string };

export type FuzzOptions = {
  readonly timeMs: number;
  readonly seed: number;
  /** Told of every input before it is read, so that one that never ends is known. */
  readonly before: (input: Uint8Array) => void;
};

/** Reads generated inputs for `timeMs`; stops at the first finding, and shrinks it. */
export async function fuzzTarget(target: FuzzTarget, { timeMs, seed, before }: FuzzOptions): Promise<FuzzFigures> {
  const unread = await seedFinding(target, before);
  if (unread !== null) return { target: target.name, inputs: 0, accepted: 0, slowestMs: 0, finding: unread };
  let accepted = 0;
  let slowestMs = 0;
  let reading: Promise<unknown> = Promise.resolve();
  const property = fc.asyncProperty(arbitraryInput(target), async (input) => {
    fc.pre(!isSlow(target, input));
    before(input);
    const startMs = cpuMs();
    const read = isRead(target, input);
    reading = read.catch(() => undefined);
    const isAccepted = await read;
    const tookMs = cpuMs() - startMs;
    slowestMs = Math.max(slowestMs, tookMs);
    if (tookMs > INPUT_CPU_MS_MAX) throw new Error(`${Math.round(tookMs)} ms of CPU for ${input.length} bytes`);
    if (isAccepted) accepted++;
  });
  const details = await fc.check(property, {
    seed,
    numRuns: INPUTS_MAX,
    interruptAfterTimeLimit: timeMs,
    markInterruptAsFailure: false,
  });
  // At its end the time may have left one input half read.
  await reading;
  return { target: target.name, inputs: details.numRuns, accepted, slowestMs, finding: findingOf(details) };
}

/** A target that refuses all of its seeds fuzzes nothing but its refusal. */
async function seedFinding(target: FuzzTarget, before: FuzzOptions['before']): Promise<Finding | null> {
  let read = 0;
  for (const seed of target.seeds) {
    const input = Buffer.from(seed);
    before(input);
    try {
      if (await isRead(target, input)) read++;
    } catch (error) {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return { reason: `a seed: ${reason}`, inputBase64: input.toString('base64') };
    }
  }
  return read > 0 ? null : { reason: 'no seed is read', inputBase64: '' };
}

/** True when the input was read, false when it was refused as it may be. */
export async function isRead(target: FuzzTarget, input: Uint8Array): Promise<boolean> {
  try {
    await target.run(input);
    return true;
  } catch (error) {
    if (isDeclared(error)) return false;
    throw error;
  }
}

/** True for an input whose slowness is known and bounded elsewhere. */
export function isSlow({ slow }: FuzzTarget, input: Uint8Array): boolean {
  return slow?.tells(Buffer.from(input)) === true;
}

/** CPU time of this thread, in milliseconds. */
export function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

function findingOf({ failed, counterexample, errorInstance }: fc.RunDetails<[Uint8Array]>): Finding | null {
  // Out of time before the first input is no finding.
  if (!failed || counterexample === null) return null;
  const reason =
    errorInstance instanceof Error ? (errorInstance.stack ?? errorInstance.message) : String(errorInstance);
  return { reason, inputBase64: Buffer.from(counterexample[0]).toString('base64') };
}
