import { confidenceOf } from '../../src/core/answer/confidence.ts';
import {
  LISTED_MAX,
  SEARCH_FEATURES,
  type SearchFeature,
  searchFeatures,
} from '../../src/core/answer/search-answer.ts';
import { FOLDS, foldsOf, named } from './cross-validate.ts';
import type { Example, Reading } from './examples.ts';
import type { Judged } from './figures.ts';
import { fitLogistic } from './regression.ts';

export type SearchModel = { readonly bias: number; readonly weights: Readonly<Record<SearchFeature, number>> };

const SEARCH_RIDGE = 4;

/** Right when the paragraph is among those a listing names; with the paragraph withheld nothing is. */
export function crossValidateSearch(examples: readonly Example[]): readonly Judged[] {
  const fold = foldsOf(examples);
  const judged: Judged[] = [];
  for (let held = 0; held < FOLDS; held++) {
    const model = fitSearch(examples.filter((example) => fold(example) !== held));
    for (const example of examples) if (fold(example) === held) judged.push(...judge(example, model));
  }
  return judged;
}

/** Prior 1:1, as for answers. */
export function fitSearch(examples: readonly Example[]): SearchModel {
  const rows = examples.flatMap((example) => [
    { row: rowOf(example.indexed), label: isListed(example) },
    { row: rowOf(example.withheld), label: false },
  ]);
  const weights = fitLogistic(rows, SEARCH_RIDGE);
  return { bias: weights.at(-1) ?? 0, weights: named(SEARCH_FEATURES, weights) };
}

function judge(example: Example, model: SearchModel): readonly Judged[] {
  return [
    { probability: probability(model, example.indexed), right: isListed(example) },
    { probability: probability(model, example.withheld), right: false },
  ];
}

function probability(model: SearchModel, reading: Reading): number {
  return confidenceOf(SEARCH_FEATURES, model, searchFeatures(reading.question, reading.readings));
}

function rowOf(reading: Reading): Float64Array {
  const features = searchFeatures(reading.question, reading.readings);
  return Float64Array.from(SEARCH_FEATURES, (name) => features[name]);
}

function isListed({ indexed, asked }: Example): boolean {
  return indexed.passages.slice(0, LISTED_MAX).some(({ documentId }) => documentId === asked.documentId);
}
