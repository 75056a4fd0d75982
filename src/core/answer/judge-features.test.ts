import { expect, test } from 'vitest';
import { noSimilarity, passageOf, questionOf } from '../../../test/support/passages.ts';
import { JUDGE_FEATURES, judgeFeatures, missingTerms } from './judge-features.ts';
import type { Passage } from './passage.ts';
import { rankSentences } from './rank-sentences.ts';
import { readQuestion } from './read-question.ts';
import { gatherCandidates } from './sentence-candidates.ts';
import { sentenceFeatures } from './sentence-features.ts';
import { SENTENCE_WEIGHTS } from './weights.ts';

function judge(ask: string, passages: readonly Passage[]) {
  const question = readQuestion(questionOf(ask));
  const { readings, candidates } = gatherCandidates(question, passages, noSimilarity);
  const ranking = rankSentences(sentenceFeatures(question, readings, candidates), SENTENCE_WEIGHTS);
  return {
    evidence: judgeFeatures(question, readings, candidates, ranking),
    missing: missingTerms(question, readings),
  };
}

test('all features are there and finite, also for one passage of one sentence', () => {
  const { evidence } = judge('Who built the harbour?', [passageOf('The harbour stands.')]);
  expect(Object.keys(evidence ?? {})).toEqual([...JUDGE_FEATURES]);
  expect(Object.values(evidence ?? {}).every(Number.isFinite)).toBe(true);
  expect(evidence).toMatchObject({
    scoreMargin: 0,
    topLogOdds: 0,
    lateGap: 0,
    passageCoverageGap: 0,
    secondPassageScore: 0.8,
  });
});

test('scores on another scale of BM25 change nothing', () => {
  const passages = (factor: number) => [
    passageOf('The harbour was built by Ada.', { lexical: 10 * factor, score: 1 }),
    passageOf('Another text.', { lexical: 4 * factor, score: 0.6 }),
  ];
  expect(judge('Who built the harbour?', passages(1))).toEqual(judge('Who built the harbour?', passages(7)));
});

test('nothing to judge without a candidate', () => {
  expect(judge('Who built the harbour?', []).evidence).toBeNull();
  expect(judge('Who built the harbour?', [passageOf('...')]).evidence).toBeNull();
});

test('missing terms are those that no passage has', () => {
  expect(judge('Who built the harbour?', [passageOf('A harbour.'), passageOf('Other.')]).missing).toEqual(['built']);
});
