import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { confidenceOf } from '../../src/core/answer/confidence.ts';
import { FUNCTION_WORDS } from '../../src/core/answer/function-words.ts';
import { TOPIC_FEATURES, topicFeatures } from '../../src/core/answer/topic-features.ts';
import { FOLDS, foldsOf, named } from './cross-validate.ts';
import { type AnsweredQuestion, readAnswered, readCorpus } from './data-sets.ts';
import { readPassages } from './examples.ts';
import { areaUnderCurve, calibrationError, refusedAt } from './figures.ts';
import { openCorpus } from './open-corpus.ts';
import { fitLogistic } from './regression.ts';

/**
 * Fits the confidence that a topic is in the documents: topics are the longest word, the two and the four longest of a question, asked with
 * its article indexed and with the whole article withheld (1:1). Prints out-of-fold figures; `--write` writes the weights.
 */
const { values } = parseArgs({
  options: { data: { type: 'string', default: '../shared/eval/xquad_en' }, write: { type: 'boolean', default: false } },
});

/** A single word is in the documents when it stands there, whatever article it was taken from. */
const TOPIC_WORDS = [1, 2, 4];
const PASSAGES = 8;
const RIDGE = 4;
const KEPT_SHARE = 0.9;
const WEIGHTS_FILE = new URL('../../src/core/answer/topic-weights.ts', import.meta.url);

type Row = {
  readonly single: boolean;
  readonly group: string;
  readonly row: Float64Array;
  readonly label: boolean;
  readonly indexed: boolean;
};

const documents = await readCorpus(values.data);
const questions = await readAnswered(values.data);
const rows = await readRows();
const fold = foldsOf(rows);
const judged = Array.from({ length: FOLDS }, (_, held) => {
  const model = fitWeights(rows.filter((row) => fold(row) !== held));
  return rows
    .filter((row) => fold(row) === held)
    .map(({ row, label, indexed, single }) => ({
      probability: probability(model, row),
      right: label,
      indexed,
      single,
    }));
}).flat();
const several = judged.filter(({ single }) => !single);
const refusal = refusedAt(
  KEPT_SHARE,
  several.filter(({ indexed }) => indexed).map((row) => row.probability),
  several.filter(({ indexed }) => !indexed).map((row) => row.probability),
);
console.table({
  topics: rows.length / 2,
  'topics of several words': several.length / 2,
  'AUROC, several words': areaUnderCurve(several).toFixed(3),
  'ECE, 10 bins, several words': calibrationError(several).toFixed(3),
  'ECE, 10 bins, all': calibrationError(judged).toFixed(3),
  'refused with the article withheld, at 90 % of the others kept': refusal.refused.toFixed(3),
  'threshold there': refusal.threshold.toFixed(3),
});
if (values.write) await writeFile(WEIGHTS_FILE, source(fitWeights(rows), refusal.threshold));

async function readRows(): Promise<readonly Row[]> {
  const whole = await openCorpus(documents);
  const found: Row[] = [];
  for (const group of new Set(questions.map((question) => question.group))) {
    const without = await openCorpus(documents.filter(({ id }) => !isOf(id, group)));
    for (const asked of questions.filter((question) => question.group === group)) {
      for (const count of TOPIC_WORDS) {
        found.push(await rowOf(whole, asked, count, true), await rowOf(without, asked, count, false));
      }
    }
  }
  return found;
}

async function rowOf(
  corpus: Awaited<ReturnType<typeof openCorpus>>,
  asked: AnsweredQuestion,
  count: number,
  indexed: boolean,
): Promise<Row> {
  const reading = readPassages(await corpus(topicOf(asked.text, count), PASSAGES), () => 0);
  const features = topicFeatures(reading.question, reading.readings);
  const ofArticle = indexed && reading.passages.some(({ documentId }) => isOf(documentId, asked.group));
  const single = reading.question.terms.length === 1;
  const label = single ? features.single === 1 : ofArticle;
  return {
    single,
    group: asked.group,
    row: Float64Array.from(TOPIC_FEATURES, (name) => features[name]),
    label,
    indexed,
  };
}

function topicOf(text: string, count: number): string {
  const words = (text.match(/[\p{L}\p{N}]+(?:['’.-][\p{L}\p{N}]+)*/gu) ?? []).filter(
    (word) => !FUNCTION_WORDS.has(word.toLowerCase()),
  );
  const kept = new Set(words.toSorted((a, b) => b.length - a.length).slice(0, count));
  return words.filter((word) => kept.has(word)).join(' ') || text;
}

function isOf(documentId: string, group: string): boolean {
  return documentId.split('-')[0] === group;
}

function fitWeights(training: readonly Row[]) {
  const weights = fitLogistic(training, RIDGE);
  return { bias: weights.at(-1) ?? 0, weights: named(TOPIC_FEATURES, weights) };
}

function probability(model: ReturnType<typeof fitWeights>, row: Float64Array): number {
  const features = named(TOPIC_FEATURES, [...row]);
  return confidenceOf(TOPIC_FEATURES, model, features);
}

function source(model: ReturnType<typeof fitWeights>, threshold: number): string {
  const rounded = (value: number) => Math.round(value * 10_000) / 10_000;
  const weights = TOPIC_FEATURES.map((name) => `    ${name}: ${rounded(model.weights[name])},`).join('\n');
  return `import type { LogisticModel } from './confidence.ts';
import type { TopicFeature } from './topic-features.ts';

/**
 * P(the passages are about the topic). Written by \`npm run eval:topics -- --write\`, fitted on ${rows.length / 2} topics out of ${questions.length} questions
 * (XQuAD English), each asked with its article indexed and again with the article withheld: the prior is 1:1.
 */
export const TOPIC_MODEL: LogisticModel<TopicFeature> = {
  bias: ${rounded(model.bias)},
  weights: {
${weights}
  },
};

/** Where 90 % of the topics that are there are still taken up. */
export const TOPIC_THRESHOLD = ${Math.round(threshold * 100) / 100};
`;
}
