import { confidenceOf } from '../../src/core/answer/confidence.ts';
import { JUDGE_FEATURES, type JudgeFeature, judgeFeatures } from '../../src/core/answer/judge-features.ts';
import { rankSentences, type SentenceRanking } from '../../src/core/answer/rank-sentences.ts';
import { SENTENCE_FEATURES, type SentenceFeature } from '../../src/core/answer/sentence-features.ts';
import type { Example, Reading } from './examples.ts';
import type { Judged } from './figures.ts';
import { fitChoice, fitLogistic, type LabelledRow } from './regression.ts';

export type SentenceWeights = Readonly<Record<SentenceFeature, number>>;
export type JudgeModel = { readonly bias: number; readonly weights: Readonly<Record<JudgeFeature, number>> };

/** Ridges in units of each feature's spread; the figures hardly move between a third and three times these. */
const SENTENCE_RIDGE = 2;
const JUDGE_RIDGE = 4;
/** Where no data speaks (definitions are rare in the set), the weight stays where sense would put it. */
const SENTENCE_PRIOR: Partial<Record<SentenceFeature, number>> = { defines: 1, brief: -1, question: -1 };
export const FOLDS = 6;

/** Folds by group: group g is in fold (position of g) mod 6. */
export function foldsOf(
  examples: readonly { readonly group: string }[],
): (example: { readonly group: string }) => number {
  const groups = [...new Set(examples.map(({ group }) => group))].toSorted((a, b) => Number(a) - Number(b));
  return ({ group }) => groups.indexOf(group) % FOLDS;
}

export function fitSentences(examples: readonly Example[]): SentenceWeights {
  const rows = examples.map(({ indexed, right }) => ({ rows: indexed.features, right }));
  const prior = SENTENCE_FEATURES.map((name) => SENTENCE_PRIOR[name] ?? 0);
  return named(SENTENCE_FEATURES, fitChoice(rows, { ridge: SENTENCE_RIDGE, prior }));
}

/** An example after sentence scores of weights that never saw its group. */
export type Scored = {
  readonly example: Example;
  readonly ranking: SentenceRanking;
  /** Evidence and truth: with the paragraph indexed, and with it withheld (where nothing is right). */
  readonly indexed: JudgedEvidence;
  readonly withheld: JudgedEvidence;
};

export type JudgedEvidence = { readonly evidence: Record<JudgeFeature, number>; readonly right: boolean };

/** Sentence scores out of fold. */
export function scoreOutOfFold(examples: readonly Example[]): readonly Scored[] {
  const fold = foldsOf(examples);
  const scored: Scored[] = [];
  for (let held = 0; held < FOLDS; held++) {
    const weights = fitSentences(examples.filter((example) => fold(example) !== held));
    for (const example of examples) if (fold(example) === held) scored.push(score(example, weights));
  }
  return scored;
}

/** Confidence out of fold, in the order of `scored`: with the paragraph indexed and withheld. */
export function judgeOutOfFold(
  scored: readonly Scored[],
): readonly { readonly indexed: Judged; readonly withheld: Judged }[] {
  const fold = foldsOf(scored.map(({ example }) => example));
  const models = Array.from({ length: FOLDS }, (_, held) =>
    fitJudge(scored.filter(({ example }) => fold(example) !== held)),
  );
  return scored.map(({ example, indexed, withheld }) => {
    const model = models[fold(example)] ?? fitJudge(scored);
    return { indexed: judged(model, indexed), withheld: judged(model, withheld) };
  });
}

/** Prior 1:1: every question once with its paragraph and once without. */
export function fitJudge(scored: readonly Scored[]): JudgeModel {
  const rows = scored.flatMap(({ indexed, withheld }) => [labelled(indexed), labelled(withheld)]);
  const weights = fitLogistic(rows, JUDGE_RIDGE);
  return { bias: weights.at(-1) ?? 0, weights: named(JUDGE_FEATURES, weights) };
}

export function rank(reading: Reading, weights: SentenceWeights): SentenceRanking {
  return rankSentences(reading.features, weights);
}

export function evidenceOf(reading: Reading, ranking: SentenceRanking): Record<JudgeFeature, number> {
  const evidence = judgeFeatures(reading.question, reading.readings, reading.candidates, ranking);
  if (evidence === null) throw new Error('a question without candidates cannot be fitted on');
  return evidence;
}

function score(example: Example, weights: SentenceWeights): Scored {
  const ranking = rank(example.indexed, weights);
  const withheld = rank(example.withheld, weights);
  const right = example.right[ranking.order[0] ?? -1] ?? false;
  return {
    example,
    ranking,
    indexed: { evidence: evidenceOf(example.indexed, ranking), right },
    withheld: { evidence: evidenceOf(example.withheld, withheld), right: false },
  };
}

function judged(model: JudgeModel, { evidence, right }: JudgedEvidence): Judged {
  return { probability: confidenceOf(JUDGE_FEATURES, model, evidence), right };
}

function labelled({ evidence, right }: JudgedEvidence): LabelledRow {
  return { row: Float64Array.from(JUDGE_FEATURES, (name) => evidence[name]), label: right };
}

/** Values by name, in the order of the names; values beyond them (a bias) are left out. */
export function named<Name extends string>(names: readonly Name[], values: readonly number[]): Record<Name, number> {
  const record: Partial<Record<Name, number>> = {};
  for (const [i, name] of names.entries()) record[name] = values[i] ?? 0;
  return complete(names, record);
}

function complete<Name extends string>(
  names: readonly Name[],
  record: Partial<Record<Name, number>>,
): Record<Name, number> {
  const isComplete = (value: Partial<Record<Name, number>>): value is Record<Name, number> =>
    names.every((name) => value[name] !== undefined);
  if (!isComplete(record)) throw new Error('a weight is missing');
  return record;
}
