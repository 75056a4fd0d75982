import { defined } from '../../../shared/assert.ts';
import { fuseChannels } from '../../retrieval/fuse-channels.ts';
import type { Candidate } from '../query-state.ts';
import type { Stage } from '../stage.ts';

/** One list from the channels' real scores. */
export const fuse: Stage = {
  name: 'fuse',
  optional: false,
  run({ retrieved, pattern }) {
    const candidates = defined(retrieved, 'retrieve runs before fuse');
    const ranked = rank(candidates, pattern.settings.lexicalWeight);
    return { adds: { ranked }, detail: { candidates: ranked.length, lexical_weight: pattern.settings.lexicalWeight } };
  },
};

function rank(candidates: readonly Candidate[], lexicalWeight: number): readonly Candidate[] {
  const lexical = Float32Array.from(candidates, (candidate) => candidate.lexical ?? 0);
  const dense = Float32Array.from(candidates, (candidate) => candidate.dense ?? 0);
  const fused = fuseChannels(candidates.length, [
    { scores: lexical, weight: lexicalWeight },
    { scores: dense, weight: 1 - lexicalWeight },
  ]);
  return candidates.map((candidate, i) => ({ ...candidate, score: fused[i] ?? 0 })).sort(byScore);
}

/** Highest first; ties by chunk key, so that equal runs give equal lists. */
export function byScore(a: Candidate, b: Candidate): number {
  return b.score - a.score || a.chunk - b.chunk;
}
