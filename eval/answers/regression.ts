/** Rows of one question: feature vectors of its candidates and which of them are right. */
export type ChoiceRows = { readonly rows: readonly Float64Array[]; readonly right: readonly boolean[] };

/** One labelled row of a yes/no model. */
export type LabelledRow = { readonly row: Float64Array; readonly label: boolean };

/** Newton steps; both losses are convex and smooth, ten are enough to stand still. */
const STEPS_MAX = 30;
const STEP_NORM_MIN = 1e-7;
const STEP_SIZE_MIN = 1e-4;

/**
 * Conditional logit: maximises Σ log P(a right candidate) − ridge/2 · Σ (s_j · (w_j − prior_j))², s_j the spread of
 * feature j, so that the ridge means the same for every feature. Questions without a right candidate are left out.
 */
export function fitChoice(
  questions: readonly ChoiceRows[],
  options: { readonly ridge: number; readonly prior: readonly number[] },
): number[] {
  const usable = questions.filter(({ right }) => right.some(Boolean));
  const width = options.prior.length;
  const spread = spreads(
    usable.flatMap(({ rows }) => rows),
    width,
  );
  return newton([...options.prior], spread, options, (weights, gradient, hessian) => {
    return usable.reduce((sum, question) => sum + addChoice(question, weights, gradient, hessian), 0);
  });
}

/** Logistic regression with the same ridge towards 0; the last weight is the bias, which is free. */
export function fitLogistic(rows: readonly LabelledRow[], ridge: number): number[] {
  const width = rows[0]?.row.length ?? 0;
  const spread = [
    ...spreads(
      rows.map(({ row }) => row),
      width,
    ),
    0,
  ];
  const prior = new Array<number>(width + 1).fill(0);
  return newton([...prior], spread, { ridge, prior }, (weights, gradient, hessian) => {
    return rows.reduce((sum, { row, label }) => {
      const extended = Float64Array.of(...row, 1);
      const p = 1 / (1 + Math.exp(-dot(weights, extended)));
      accumulate(gradient, hessian, extended, { error: (label ? 1 : 0) - p, curvature: p * (1 - p) });
      return sum + Math.log(Math.max(label ? p : 1 - p, Number.MIN_VALUE));
    }, 0);
  });
}

/** Least squares of y on x. */
export function fitLine(points: readonly { readonly x: number; readonly y: number }[]): {
  base: number;
  slope: number;
} {
  const count = Math.max(1, points.length);
  const x = points.reduce((sum, point) => sum + point.x, 0) / count;
  const y = points.reduce((sum, point) => sum + point.y, 0) / count;
  const covariance = points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0);
  const variance = points.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
  const slope = variance > 0 ? covariance / variance : 0;
  return { base: y - slope * x, slope };
}

/** Softmax of the candidates' sums. */
function softmax(values: readonly number[]): number[] {
  const top = Math.max(...values);
  const raised = values.map((value) => Math.exp(value - top));
  const total = raised.reduce((sum, value) => sum + value, 0);
  return raised.map((value) => value / total);
}

/** Adds gradient and curvature of the log-likelihood and returns the likelihood's logarithm. */
type Accumulator = (weights: readonly number[], gradient: Float64Array, hessian: Float64Array[]) => number;
type Penalty = { readonly ridge: number; readonly prior: readonly number[] };

/** Newton with halving: a full step can leap to where the softmax is saturated and the curvature gone. */
function newton(start: number[], spread: readonly number[], penalty: Penalty, accumulateAll: Accumulator): number[] {
  const at = (weights: readonly number[]) => evaluate(weights, spread, penalty, accumulateAll);
  let weights = start;
  let now = at(weights);
  for (let step = 0; step < STEPS_MAX; step++) {
    const move = solve(now.hessian, now.gradient);
    let size = 1;
    let next = weights;
    let then = now;
    for (; size > STEP_SIZE_MIN; size /= 2) {
      next = weights.map((weight, j) => weight + size * (move[j] ?? 0));
      then = at(next);
      if (then.value >= now.value) break;
    }
    if (size <= STEP_SIZE_MIN) break;
    weights = next;
    now = then;
    if (size * Math.hypot(...move) < STEP_NORM_MIN) break;
  }
  return weights;
}

function evaluate(weights: readonly number[], spread: readonly number[], { ridge, prior }: Penalty, all: Accumulator) {
  const width = weights.length;
  const gradient = new Float64Array(width);
  const hessian = Array.from({ length: width }, () => new Float64Array(width));
  let value = all(weights, gradient, hessian);
  for (let j = 0; j < width; j++) {
    const pull = ridge * (spread[j] ?? 0) ** 2;
    const distance = (weights[j] ?? 0) - (prior[j] ?? 0);
    value -= (pull / 2) * distance ** 2;
    add(gradient, j, -pull * distance);
    add(hessian[j], j, pull + 1e-9);
  }
  return { value, gradient, hessian };
}

function addChoice(
  { rows, right }: ChoiceRows,
  weights: readonly number[],
  gradient: Float64Array,
  hessian: Float64Array[],
): number {
  const all = softmax(rows.map((row) => dot(weights, row)));
  const rightMass = all.reduce((sum, p, i) => sum + (right[i] ? p : 0), 0);
  const mean = new Float64Array(gradient.length);
  for (const [i, row] of rows.entries())
    for (let j = 0; j < mean.length; j++) add(mean, j, (all[i] ?? 0) * (row[j] ?? 0));
  for (const [i, row] of rows.entries()) {
    const target = right[i] ? (all[i] ?? 0) / rightMass : 0;
    const centred = row.map((value, j) => value - (mean[j] ?? 0));
    accumulate(gradient, hessian, centred, { error: target, curvature: all[i] ?? 0 });
  }
  return Math.log(Math.max(rightMass, Number.MIN_VALUE));
}

function accumulate(
  gradient: Float64Array,
  hessian: Float64Array[],
  row: Float64Array,
  { error, curvature }: { readonly error: number; readonly curvature: number },
): void {
  for (let j = 0; j < row.length; j++) {
    add(gradient, j, error * (row[j] ?? 0));
    for (let k = 0; k < row.length; k++) add(hessian[j], k, curvature * (row[j] ?? 0) * (row[k] ?? 0));
  }
}

/** Gaussian elimination with partial pivoting. */
function solve(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const n = right.length;
  const rows = matrix.map((row, i) => Float64Array.of(...row, right[i] ?? 0));
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let i = column + 1; i < n; i++) {
      if (Math.abs(rows[i]?.[column] ?? 0) > Math.abs(rows[pivot]?.[column] ?? 0)) pivot = i;
    }
    [rows[column], rows[pivot]] = [rows[pivot] ?? new Float64Array(n + 1), rows[column] ?? new Float64Array(n + 1)];
    for (let i = 0; i < n; i++) if (i !== column) eliminate(rows[i], rows[column], column);
  }
  return Float64Array.from(rows, (row, i) => (row[n] ?? 0) / (row[i] || 1));
}

function eliminate(target: Float64Array | undefined, source: Float64Array | undefined, column: number): void {
  if (target === undefined || source === undefined) return;
  const factor = (target[column] ?? 0) / (source[column] || 1);
  for (let k = column; k < target.length; k++) add(target, k, -factor * (source[k] ?? 0));
}

function spreads(rows: readonly Float64Array[], width: number): number[] {
  return Array.from({ length: width }, (_, j) => {
    const mean = rows.reduce((sum, row) => sum + (row[j] ?? 0), 0) / Math.max(1, rows.length);
    const variance = rows.reduce((sum, row) => sum + ((row[j] ?? 0) - mean) ** 2, 0) / Math.max(1, rows.length);
    return Math.sqrt(variance) || 1;
  });
}

function add(array: Float64Array | undefined, index: number, value: number): void {
  if (array !== undefined) array[index] = (array[index] ?? 0) + value;
}

function dot(weights: readonly number[], row: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < row.length; i++) sum += (weights[i] ?? 0) * (row[i] ?? 0);
  return sum;
}
