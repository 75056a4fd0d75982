import type { JudgeModel, SentenceWeights } from './cross-validate.ts';
import type { SearchModel } from './cross-validate-search.ts';

export type FittedWeights = {
  readonly fittedOn: string;
  readonly sentence: SentenceWeights;
  readonly judge: JudgeModel;
  readonly search: SearchModel;
  readonly threshold: number;
  readonly lateFromCoverage: { readonly base: number; readonly slope: number };
};

const DIGITS = 4;

/** The text of `src/core/answer/weights.ts`, as the formatter would leave it. */
export function weightsSource({
  fittedOn,
  sentence,
  judge,
  search,
  threshold,
  lateFromCoverage,
}: FittedWeights): string {
  return `import type { LogisticModel } from './confidence.ts';
import type { JudgeFeature } from './judge-features.ts';
import type { SearchFeature } from './search-answer.ts';
import type { SentenceFeature } from './sentence-features.ts';

/**
 * Written by \`npm run eval:answers -- --write\`, fitted on ${fittedOn}, each asked
 * with its paragraph indexed and again with it withheld: the prior is 1:1. Weights are collinear; none means much alone.
 */
export const FITTED_ON = '${fittedOn}';

/** Conditional logit over the sentences of one question. */
export const SENTENCE_WEIGHTS: Readonly<Record<SentenceFeature, number>> = ${record(sentence, 0)};

/** P(the best sentence holds the answer). */
export const JUDGE_MODEL: LogisticModel<JudgeFeature> = ${model(judge)};

/** P(one of the listed passages is what the keywords looked for). */
export const SEARCH_MODEL: LogisticModel<SearchFeature> = ${model(search)};

/** Where 90 % of the answerable questions are still answered. */
export const ABSTAIN_THRESHOLD = ${threshold.toFixed(2)};

/** Least squares of a passage's late interaction on its coverage, for patterns that do not run it. */
export const LATE_FROM_COVERAGE = ${record(lateFromCoverage, 0)};
`;
}

function model({
  bias,
  weights,
}: {
  readonly bias: number;
  readonly weights: Readonly<Record<string, number>>;
}): string {
  return `{\n  bias: ${number(bias)},\n  weights: ${record(weights, 2)},\n}`;
}

function record(values: Readonly<Record<string, number>>, indent: number): string {
  const pad = ' '.repeat(indent);
  const lines = Object.entries(values).map(([name, value]) => `${pad}  ${name}: ${number(value)},`);
  return `{\n${lines.join('\n')}\n${pad}}`;
}

function number(value: number): string {
  return String(Number(value.toFixed(DIGITS)));
}
