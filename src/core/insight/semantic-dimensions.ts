import type { TokenTable } from '../../ports/token-table.ts';
import { rounded } from '../../shared/round.ts';
import { AXIS_SCALES, type Dimension } from './axis-scales.ts';

/** Leading dimensions of the table that are projected: the same prefix that words are compared by, and a quarter of the work. */
const PREFIX = 96;
/** Pieces of a text that are read: an answer's worth. */
const PIECES_MAX = 128;
/** Standard deviations at which a value is full. */
const FULL_DEVIATIONS = 2;

/** Words at the poles: the first of each name is −1, the second +1. */
const SEEDS: Readonly<Record<Dimension, readonly [string, string]>> = {
  abstract_concrete: [
    'idea theory concept principle meaning belief quality notion value philosophy',
    'stone water metal hand wood machine table road building engine',
  ],
  uncertain_certain: [
    'perhaps maybe possibly uncertain unknown doubt guess unclear might suggest',
    'certain proven exact always definite confirmed fact precisely guaranteed sure',
  ],
  past_future: [
    'history ancient former was ago century founded old early medieval',
    'future will plan next upcoming forecast tomorrow soon expect prospective',
  ],
  personal_general: [
    'i my me we our you family friend feel personal',
    'people society public general world population system international universal common',
  ],
};

const axes = new WeakMap<TokenTable, Readonly<Record<Dimension, Float64Array>>>();

/**
 * Where a text lies between named poles, in [−1, 1]: its vector (the normalised sum of its pieces' rows) projected on the line
 * between the mean vectors of each pole's seed words, less the mean over ordinary questions, two standard deviations being 1.
 * A text without a known piece lies at 0.
 */
export function semanticDimensions(table: TokenTable, text: string): Readonly<Record<Dimension, number>> {
  const vector = vectorOf(table, text);
  const known = vector.some((value) => value !== 0);
  const lines = axesOf(table);
  const place = (name: Dimension): number => (known ? scaled(name, dot(vector, lines[name])) : 0);
  return {
    abstract_concrete: place('abstract_concrete'),
    uncertain_certain: place('uncertain_certain'),
    past_future: place('past_future'),
    personal_general: place('personal_general'),
  };
}

/** The plain cosine of a text with each axis: what the scales are measured on. */
export function rawDimensions(table: TokenTable, text: string): Readonly<Record<Dimension, number>> {
  const vector = vectorOf(table, text);
  const lines = axesOf(table);
  return {
    abstract_concrete: dot(vector, lines.abstract_concrete),
    uncertain_certain: dot(vector, lines.uncertain_certain),
    past_future: dot(vector, lines.past_future),
    personal_general: dot(vector, lines.personal_general),
  };
}

function scaled(name: Dimension, cosine: number): number {
  const { mean, deviation } = AXIS_SCALES[name];
  const value = (cosine - mean) / (FULL_DEVIATIONS * deviation);
  return rounded(Math.min(1, Math.max(-1, value)), 3);
}

function axesOf(table: TokenTable): Readonly<Record<Dimension, Float64Array>> {
  const known = axes.get(table);
  if (known !== undefined) return known;
  const axis = (name: Dimension): Float64Array => {
    const [low, high] = SEEDS[name];
    const from = pole(table, low);
    return normalised(pole(table, high).map((value, i) => value - (from[i] ?? 0)));
  };
  const made = {
    abstract_concrete: axis('abstract_concrete'),
    uncertain_certain: axis('uncertain_certain'),
    past_future: axis('past_future'),
    personal_general: axis('personal_general'),
  };
  axes.set(table, made);
  return made;
}

function pole(table: TokenTable, words: string): Float64Array {
  const sum = new Float64Array(Math.min(PREFIX, table.dimensions));
  for (const word of words.split(' ')) {
    const vector = vectorOf(table, word);
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (vector[i] ?? 0);
  }
  return normalised(sum);
}

function vectorOf(table: TokenTable, text: string): Float64Array {
  const { values, scales, dimensions } = table;
  const sum = new Float64Array(Math.min(PREFIX, dimensions));
  for (const piece of table.tokenize(text).subarray(0, PIECES_MAX)) {
    const scale = scales[piece] ?? 0;
    const row = piece * dimensions;
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (values[row + i] ?? 0) * scale;
  }
  return normalised(sum);
}

function normalised(vector: Float64Array): Float64Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return length > 0 ? vector.map((value) => value / length) : vector;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
