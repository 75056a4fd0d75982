import { expect, test } from 'vitest';
import { fitChoice, fitLine, fitLogistic } from './regression.ts';

/** Park and Miller's generator: the same numbers on every run. */
function seeded() {
  let state = 1;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

test('the conditional logit finds the weights that made the choices', () => {
  const random = seeded();
  const questions = Array.from({ length: 400 }, () => {
    const rows = Array.from({ length: 12 }, () => Float64Array.of(random(), random() * 3));
    const utility = rows.map((row) => 3 * (row[0] ?? 0) - (row[1] ?? 0) - Math.log(-Math.log(random())));
    const best = Math.max(...utility);
    return { rows, right: utility.map((value) => value === best) };
  });
  const [first = 0, second = 0] = fitChoice(questions, { ridge: 0.1, prior: [0, 0] });
  expect(Math.abs(first - 3)).toBeLessThan(0.5);
  expect(Math.abs(second + 1)).toBeLessThan(0.2);
});

test('where no data speaks, the prior stays', () => {
  const rows = [Float64Array.of(1, 0), Float64Array.of(0, 0)];
  const [, second] = fitChoice([{ rows, right: [true, false] }], { ridge: 1, prior: [0, 0.7] });
  expect(second).toBeCloseTo(0.7, 3);
});

test('logistic regression finds slope and bias', () => {
  const random = seeded();
  const rows = Array.from({ length: 4_000 }, () => {
    const row = Float64Array.of(random() * 4);
    return { row, label: random() < 1 / (1 + Math.exp(2 - (row[0] ?? 0))) };
  });
  const [slope = 0, bias = 0] = fitLogistic(rows, 0.1);
  expect(Math.abs(slope - 1)).toBeLessThan(0.15);
  expect(Math.abs(bias + 2)).toBeLessThan(0.3);
});

test('a line through points', () => {
  expect(fitLine([0, 1, 2].map((x) => ({ x, y: 2 * x + 1 })))).toEqual({ base: 1, slope: 2 });
  expect(fitLine([{ x: 1, y: 5 }])).toEqual({ base: 5, slope: 0 });
});
