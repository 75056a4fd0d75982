import fc from 'fast-check';
import { type FuzzTarget, INPUT_BYTES_MAX } from './fuzz-target.ts';

/** Words that break readers of any format: unseen characters, half pairs, numbers at their ends, names every object has. */
const COMMON_PIECES = [
  '\u0000',
  '\ufeff',
  '\u200b',
  '\u202e',
  '\u2028',
  '\u0301',
  '\u{e0041}',
  '\u{1f600}',
  '\r\n',
  '\t',
  ' ',
  '-1',
  '1e999',
  '9007199254740993',
  '__proto__',
  'constructor',
  '%',
  '\\',
  '"',
];
/** Repeats of one piece: enough for a stack to end, and for a quadratic step to be felt. */
const REPEATS_MAX = 3_000;
const MUTATIONS_MAX = 8;
const SOUP_MAX = 60;

type Mutation = {
  readonly kind: 'flip' | 'cut' | 'drop' | 'repeat' | 'insert' | 'splice' | 'swap';
  /** Places as shares of the length, so that they stay what they are when an input shrinks. */
  readonly at: number;
  readonly span: number;
  readonly count: number;
  readonly piece: number;
};

/** Inputs for a target: random bytes, mutations of its seeds, soups of its words, deep nesting and long repeats of them. */
export function arbitraryInput({ seeds, pieces, bytesMax = INPUT_BYTES_MAX }: FuzzTarget): fc.Arbitrary<Uint8Array> {
  const words: readonly Buffer[] = [...pieces, ...COMMON_PIECES].map((piece) => Buffer.from(piece));
  const originals: readonly Buffer[] = seeds.map((seed) => Buffer.from(seed));
  const word = fc.constantFrom(...words);
  const wild = fc.oneof(
    { weight: 3, arbitrary: word },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }).map((text) => Buffer.from(text)) },
  );
  const nested = fc
    .tuple(word, word, word, fc.integer({ min: 1, max: REPEATS_MAX }))
    .map(([open, middle, close, count]) => Buffer.concat([repeated(open, count), middle, repeated(close, count)]));
  const stock = { words, originals };
  const mutant = fc
    .tuple(fc.constantFrom(...originals), mutations())
    .map(([seed, list]) => list.reduce<Buffer>((bytes, each) => mutated(bytes, each, stock), seed));
  return fc
    .oneof(
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
      { weight: 6, arbitrary: mutant },
      { weight: 4, arbitrary: fc.array(wild, { maxLength: SOUP_MAX }).map((list) => Buffer.concat(list)) },
      { weight: 1, arbitrary: nested },
    )
    .map((bytes) => new Uint8Array(bytes.subarray(0, bytesMax)));
}

function mutations(): fc.Arbitrary<readonly Mutation[]> {
  const share = fc.integer({ min: 0, max: 1_000 }).map((thousandths) => thousandths / 1_000);
  const mutation = fc.record({
    kind: fc.constantFrom<Mutation['kind']>('flip', 'cut', 'drop', 'repeat', 'insert', 'splice', 'swap'),
    at: share,
    span: share,
    count: fc.integer({ min: 1, max: 40 }),
    piece: fc.nat(1_000),
  });
  return fc.array(mutation, { minLength: 1, maxLength: MUTATIONS_MAX });
}

type Stock = { readonly words: readonly Buffer[]; readonly originals: readonly Buffer[] };

function mutated(bytes: Buffer, { kind, at, span, count, piece }: Mutation, { words, originals }: Stock): Buffer {
  if (bytes.length > 4 * INPUT_BYTES_MAX) return bytes;
  const start = Math.floor(at * bytes.length);
  // Most changes are to be small: an input that is broken all over is refused at its first byte.
  const end = Math.min(bytes.length, start + 1 + Math.floor(span ** 3 * bytes.length));
  const head = bytes.subarray(0, start);
  const middle = bytes.subarray(start, end);
  const tail = bytes.subarray(end);
  switch (kind) {
    case 'flip': {
      const copy = Buffer.from(bytes);
      if (copy.length > 0) copy[Math.min(start, copy.length - 1)] = (copy[start] ?? 0) ^ (1 << (piece % 8));
      return copy;
    }
    case 'cut':
      return head;
    case 'drop':
      return Buffer.concat([head, tail]);
    case 'repeat':
      return Buffer.concat([head, repeated(middle, count), tail]);
    case 'insert':
      return Buffer.concat([head, repeated(pick(words, piece), count), bytes.subarray(start)]);
    case 'splice':
      return Buffer.concat([head, pick(originals, piece).subarray(Math.floor(span * pick(originals, piece).length))]);
    case 'swap':
      return Buffer.concat([tail, middle, head]);
  }
}

function pick(list: readonly Buffer[], index: number): Buffer {
  return list[index % list.length] ?? Buffer.alloc(0);
}

function repeated(bytes: Buffer, count: number): Buffer {
  return Buffer.alloc(
    bytes.length * Math.min(count, Math.floor((4 * INPUT_BYTES_MAX) / Math.max(1, bytes.length))),
    bytes,
  );
}
