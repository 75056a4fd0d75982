import type { SentenceRanking } from './rank-sentences.ts';
import type { PassageReading, SentenceCandidate } from './sentence-candidates.ts';

/** Consecutive sentences of one passage that are shown together under one citation: positions in its sentences, inclusive. */
export type ShownRun = { readonly passage: number; readonly from: number; readonly to: number };

/** A further sentence is shown when it is at least so likely as this share of the one before it in rank. */
const FURTHER_SHARE_MIN = 0.3;
const LABEL_WORDS_MAX = 5;

/**
 * The best sentence, with the one before it when it points back, and further ones while the gap stays small. Neighbours
 * in one passage become one run in reading order; runs come best first. At most `maxRuns`; without context each sentence
 * stands alone.
 */
export function chooseSentences(
  readings: readonly PassageReading[],
  candidates: readonly SentenceCandidate[],
  ranking: SentenceRanking,
  { maxRuns, withContext }: { readonly maxRuns: number; readonly withContext: boolean },
): readonly ShownRun[] {
  const runs: ShownRun[] = [];
  let previous = 0;
  for (const [rank, index] of ranking.order.slice(0, maxRuns).entries()) {
    const candidate = candidates[index];
    if (candidate === undefined) break;
    const probability = ranking.probabilities[index] ?? 0;
    if (rank > 0 && probability < previous * FURTHER_SHARE_MIN) break;
    if (rank > 0 && isLabel(candidate)) continue;
    previous = probability;
    const { passage, sentence } = candidate;
    addRun(runs, withContext ? inContext(readings, candidate) : { passage, from: sentence, to: sentence });
  }
  return runs;
}

/** A few words without an end mark: a heading or a label, never worth a place of its own beside an answer. */
function isLabel({ read, text }: SentenceCandidate): boolean {
  return read.wordCount <= LABEL_WORDS_MAX && !/[.!?…。]["'”’)\]*_`]*$/.test(text);
}

function inContext(readings: readonly PassageReading[], candidate: SentenceCandidate): ShownRun {
  const { passage, sentence } = candidate;
  const reading = readings[passage];
  const before = reading?.sentences[sentence - 1];
  const needed =
    candidate.read.facts.pointsBack && before !== undefined && reading?.headings.has(sentence - 1) === false;
  return { passage, from: needed ? sentence - 1 : sentence, to: sentence };
}

/** Joins the run to one it touches, else appends it. */
function addRun(runs: ShownRun[], run: ShownRun): void {
  const at = runs.findIndex(
    (other) => other.passage === run.passage && run.from <= other.to + 1 && run.to >= other.from - 1,
  );
  const touched = runs[at];
  if (touched === undefined) runs.push(run);
  else runs[at] = { ...touched, from: Math.min(touched.from, run.from), to: Math.max(touched.to, run.to) };
}
