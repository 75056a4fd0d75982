import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { answerQuestion } from '../../src/core/answer/answer-question.ts';
import { chooseTool } from '../../src/core/answer/choose-tool.ts';
import { readCorpus, readCsvTexts, readQueryTexts } from './data-sets.ts';
import { areaUnderCurve, mean } from './figures.ts';
import { builtInSimilarity, openCorpus } from './open-corpus.ts';

/**
 * How the shipped confidence behaves where it was not fitted: claims that the scifact corpus is about against customer
 * questions (banking77) that it is not. Nothing is fitted here.
 */
const { values } = parseArgs({ options: { data: { type: 'string', default: '../shared/eval' } } });

/** Every so many customer questions are asked, which leaves some 300. */
const CUSTOMER_STEP = 33;
const PASSAGES = 5;
const CITATIONS_MAX = 3;

const corpus = await openCorpus(await readCorpus(join(values.data, 'scifact')));
const similarity = builtInSimilarity();
const claims = await readQueryTexts(join(values.data, 'scifact', 'queries.jsonl'));
const customers = await readCsvTexts(join(values.data, 'banking77', 'train.csv'), CUSTOMER_STEP);
const claimAnswers = await answers(claims);
const customerAnswers = await answers(customers);

console.table({
  claims: summary(claimAnswers),
  customers: summary(customerAnswers),
});
const rows = [
  ...claimAnswers.map(({ confidence }) => ({ probability: confidence, right: true })),
  ...customerAnswers.map(({ confidence }) => ({ probability: confidence, right: false })),
];
console.log(`AUROC, claims against customer questions: ${areaUnderCurve(rows).toFixed(3)}`);
console.log(
  `claims read as statements: ${mean(claims.map((text) => Number(chooseTool({ text }).tool === 'answer'))).toFixed(3)}`,
);

async function answers(texts: readonly string[]) {
  const found = [];
  for (const text of texts) {
    const { question, passages } = await corpus(text, PASSAGES);
    found.push(answerQuestion({ question, passages, similarity, maxCitations: CITATIONS_MAX, mode: 'several' }));
  }
  return found;
}

function summary(found: readonly { readonly confidence: number; readonly answered: boolean }[]) {
  const sorted = found.map(({ confidence }) => confidence).toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(2);
  return {
    questions: found.length,
    answered: mean(found.map(({ answered }) => Number(answered))).toFixed(3),
    p10: at(0.1),
    median: at(0.5),
    p90: at(0.9),
  };
}
