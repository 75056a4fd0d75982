import type { RestoredAnswer } from '../../core/query/stored-answer.ts';

/** What answers are compared by; each becomes a difference where not all are alike. */
const ASPECTS = {
  query_text: ({ queryText }: RestoredAnswer) => queryText,
  response: ({ response }: RestoredAnswer) => response,
  answered: ({ answered }: RestoredAnswer) => answered,
  confidence: ({ confidence }: RestoredAnswer) => confidence,
  tool_used: ({ toolUsed }: RestoredAnswer) => toolUsed,
  pattern_used: ({ patternUsed }: RestoredAnswer) => patternUsed,
  backend: ({ routing }: RestoredAnswer) => routing.backend,
  collection: ({ collection }: RestoredAnswer) => collection,
} as const;

/** Which documents all answers read, and which only one of them. */
export type SourceOverlap = {
  readonly shared: readonly string[];
  readonly only: Readonly<Record<string, readonly string[]>>;
};

/** What answers have in common and where they differ. `answers` is not empty. */
export function compareAnswers(answers: readonly RestoredAnswer[]) {
  const confidences = answers.map(({ confidence }) => confidence);
  return {
    metrics: {
      avg_confidence: mean(confidences),
      avg_duration_ms: mean(answers.map(({ durationMs }) => durationMs)),
      max_confidence: Math.max(...confidences),
      min_confidence: Math.min(...confidences),
    },
    tools_used: [...new Set(answers.map(({ toolUsed }) => toolUsed))],
    patterns_used: [...new Set(answers.map(({ patternUsed }) => patternUsed))],
    differences: differences(answers),
    sources: sourceOverlap(answers),
  };
}

/** The best first: answers that may be shown before withheld ones, answered before not, then by confidence, then the faster one. */
export function byQuality(a: RestoredAnswer, b: RestoredAnswer): number {
  return (
    Number(a.withheld) - Number(b.withheld) ||
    Number(b.answered) - Number(a.answered) ||
    b.confidence - a.confidence ||
    a.durationMs - b.durationMs
  );
}

function differences(answers: readonly RestoredAnswer[]) {
  return Object.entries(ASPECTS).flatMap(([aspect, read]) => {
    const values = answers.map((answer) => ({ query_id: answer.queryId, value: read(answer) }));
    return new Set(values.map(({ value }) => value)).size > 1 ? [{ aspect, values }] : [];
  });
}

function sourceOverlap(answers: readonly RestoredAnswer[]): SourceOverlap {
  const readers = new Map<string, Set<string>>();
  for (const { queryId, sources } of answers) {
    for (const { documentId } of sources) readers.set(documentId, (readers.get(documentId) ?? new Set()).add(queryId));
  }
  const documents = [...readers];
  const only = answers.map(({ queryId }) => {
    const own = documents.filter(([, queries]) => queries.size === 1 && queries.has(queryId));
    return [queryId, own.map(([documentId]) => documentId)] as const;
  });
  const shared = documents.filter(([, queries]) => queries.size === answers.length).map(([documentId]) => documentId);
  return { shared, only: Object.fromEntries(only) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
