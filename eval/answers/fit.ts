import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { fitJudge, fitSentences, judgeOutOfFold, scoreOutOfFold } from './cross-validate.ts';
import { crossValidateSearch, fitSearch } from './cross-validate-search.ts';
import { readAnswered, readCorpus } from './data-sets.ts';
import { type Example, readExamples } from './examples.ts';
import { areaUnderCurve, calibrationError, mean, refusedAt } from './figures.ts';
import { keywordsOf } from './keywords.ts';
import { builtInSimilarity } from './open-corpus.ts';
import { fitLine } from './regression.ts';
import { weightsSource } from './weights-source.ts';

/**
 * Fits the answer weights by article-wise cross-validation and prints what they reach out of fold; with `--write` the
 * weights of all articles go into `src/core/answer/weights.ts`.
 */
const { values } = parseArgs({
  options: { data: { type: 'string', default: '../shared/eval/xquad_en' }, write: { type: 'boolean', default: false } },
});

/** Share of answerable questions the abstain threshold keeps. */
const KEPT_SHARE = 0.9;
const WEIGHTS_FILE = new URL('../../src/core/answer/weights.ts', import.meta.url);

const documents = await readCorpus(values.data);
const questions = await readAnswered(values.data);
const similarity = builtInSimilarity();
const examples = await readExamples(documents, questions, similarity);
const scored = scoreOutOfFold(examples);
const judged = judgeOutOfFold(scored);
const rows = judged.flatMap(({ indexed, withheld }) => [indexed, withheld]);
const refusal = refusedAt(
  KEPT_SHARE,
  judged.map(({ indexed }) => indexed.probability),
  judged.map(({ withheld }) => withheld.probability),
);
const keywordExamples = await readExamples(documents, questions, () => 0, keywordsOf);
const search = crossValidateSearch(keywordExamples);

console.table({
  questions: examples.length,
  'paragraph first': percent(mean(examples.map((example) => Number(goldFirst(example))))),
  'paragraph in the passages read': percent(mean(examples.map(({ right }) => Number(right.some(Boolean))))),
  'answer in the top sentence': percent(withinTop(1)),
  'answer in the top two': percent(withinTop(2)),
  'answer in the top three': percent(withinTop(3)),
  'AUROC, right against everything else': areaUnderCurve(rows).toFixed(3),
  'AUROC, right against wrong among the answerable': areaUnderCurve(judged.map(({ indexed }) => indexed)).toFixed(3),
  'ECE, 10 bins, paragraph indexed and withheld 1:1': calibrationError(rows).toFixed(3),
  'refused with the paragraph withheld, at 90 % of answerable kept': percent(refusal.refused),
  'threshold there': refusal.threshold.toFixed(3),
  'search: AUROC': areaUnderCurve(search).toFixed(3),
  'search: ECE': calibrationError(search).toFixed(3),
});

if (values.write) {
  const source = weightsSource({
    fittedOn: `${examples.length} questions of ${new Set(examples.map(({ group }) => group)).size} articles (XQuAD English)`,
    sentence: fitSentences(examples),
    judge: fitJudge(scored),
    search: fitSearch(keywordExamples),
    threshold: refusal.threshold,
    lateFromCoverage: fitLine(
      examples.flatMap(({ indexed }) =>
        indexed.readings.map(({ coverage, passage }) => ({ x: coverage, y: passage.late ?? 0 })),
      ),
    ),
  });
  await writeFile(WEIGHTS_FILE, source);
}

function goldFirst({ indexed, asked }: Example): boolean {
  return indexed.passages[0]?.documentId === asked.documentId;
}

function withinTop(count: number): number {
  return mean(
    scored.map(({ ranking, example }) => Number(ranking.order.slice(0, count).some((i) => example.right[i]))),
  );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
