import { type FuzzTarget, INPUT_BYTES_MAX } from './fuzz-target.ts';
import { cpuMs, type Finding, isRead, isSlow } from './run-target.ts';

/** Below this an input is read fast enough, whatever its growth: CPU milliseconds for the longest input. */
const NOTICED_MS = 25;
/** Twice the size in linear time takes 2 × as long, in quadratic time 4 ×. Between them, with room for caches and collections. */
const RATIO_MAX = 3.2;
/** The best of so many: what disturbs a measurement only ever adds to it. */
const MEASUREMENTS = 4;

/** One shape of input that was measured at a size and at twice that size. */
export type GrowthFigures = {
  readonly shapes: number;
  readonly worstMs: number;
  readonly findings: readonly Finding[];
};

/**
 * Long inputs of one shape each (a word of the format over and over; a word once and another over and over; a pair of words), read at the
 * longest size and, where that is slow, at half of it: time that quadruples is a finding.
 */
export async function measureGrowth(
  target: FuzzTarget,
  shapesMax: number,
  before: (input: Uint8Array) => void,
): Promise<GrowthFigures> {
  const bytesMax = target.bytesMax ?? 2 * INPUT_BYTES_MAX;
  const { noticedMs = NOTICED_MS } = target;
  const shapes = shapesOf(target).slice(0, shapesMax);
  const findings: Finding[] = [];
  let worstMs = 0;
  const measure = async (input: Uint8Array) => {
    before(input);
    const startMs = cpuMs();
    await isRead(target, input);
    return cpuMs() - startMs;
  };
  const best = async (input: Uint8Array) => {
    let leastMs = Number.POSITIVE_INFINITY;
    for (let i = 0; i < MEASUREMENTS; i++) leastMs = Math.min(leastMs, await measure(input));
    return leastMs;
  };
  for (const shape of shapes) {
    const whole = shape(bytesMax);
    if (isSlow(target, whole)) continue;
    before(whole);
    const failure = await failureOf(target, whole);
    if (failure !== null) findings.push(failure);
    if (failure !== null || (await measure(whole)) < noticedMs) continue;
    const wholeMs = await best(whole);
    worstMs = Math.max(worstMs, wholeMs);
    if (wholeMs < noticedMs) continue;
    const half = shape(bytesMax / 2);
    // Twice, since a busy machine can slow one side of a comparison and not the other.
    const ratios = [wholeMs / (await best(half)), (await best(whole)) / (await best(half))];
    const ratio = Math.min(...ratios);
    if (ratio < RATIO_MAX) continue;
    const start = JSON.stringify(Buffer.from(whole.subarray(0, 60)).toString('utf8'));
    findings.push({
      reason: `twice the size takes ${ratio.toFixed(1)} times as long: ${Math.round(wholeMs)} ms for ${whole.length} bytes that begin ${start}`,
      inputBase64: Buffer.from(whole).toString('base64'),
    });
  }
  return { shapes: shapes.length, worstMs, findings };
}

async function failureOf(target: FuzzTarget, input: Uint8Array): Promise<Finding | null> {
  try {
    await isRead(target, input);
    return null;
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { reason, inputBase64: Buffer.from(input).toString('base64') };
  }
}

type Shape = (bytes: number) => Uint8Array;

/** Single words first, as they are the likeliest; then a word behind a beginning, and pairs. */
function shapesOf({ pieces, seeds }: FuzzTarget): readonly Shape[] {
  const words = [...new Set([...pieces, ' ', '\n', 'a', '1', '\u0301', '"'])];
  const first = Buffer.from(seeds[0] ?? '');
  return [
    ...words.map((word) => repeatShape('', word, '')),
    ...words.map((word) => repeatShape(first, word, 'z')),
    ...words.flatMap((word, i) => words.slice(i + 1).map((other) => repeatShape('', word + other, ''))),
    ...words.flatMap((word) => words.map((other) => repeatShape(word, other, `${word}\u0000`))),
  ];
}

function repeatShape(head: string | Buffer, word: string, tail: string): Shape {
  return (bytes) => {
    const start = Buffer.from(head).subarray(0, bytes);
    const end = Buffer.from(tail);
    return Buffer.concat([start, Buffer.alloc(Math.max(0, bytes - start.length - end.length), word), end]);
  };
}
