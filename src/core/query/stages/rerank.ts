import { defined } from '../../../shared/assert.ts';
import type { Candidate } from '../query-state.ts';
import type { Stage } from '../stage.ts';
import { byScore } from './fuse.ts';

/** Late interaction over the head of the list: every piece of the question finds its best match in the passage. */
export const rerank: Stage = {
  name: 'rerank',
  optional: true,
  async run({ ranked, understanding, scope, pattern }, { ports }) {
    const all = defined(ranked, 'fuse runs before rerank');
    const { late, lateShare } = defined(understanding, 'understand runs before rerank');
    const weight = pattern.settings.lateWeight * lateShare;
    const head = all.slice(0, pattern.settings.rerankDepth);
    if (head.length < 2 || late.pieces.length === 0 || weight === 0)
      return { adds: {}, detail: { candidates: 0, weight, reason: 'nothing to re-order' } };
    const scores = await ports.late.scores(
      scope,
      late,
      head.map(({ chunk }) => chunk),
    );
    const reordered = reorder(head, scores, weight);
    // The tail keeps its order below the head: its fused scores are scaled down to the head's lowest.
    const floor = reordered.at(-1)?.score ?? 0;
    const tail = all.slice(head.length);
    const scale = Math.min(1, floor / Math.max(tail[0]?.score ?? 0, Number.EPSILON));
    return {
      adds: { ranked: [...reordered, ...tail.map((candidate) => ({ ...candidate, score: candidate.score * scale }))] },
      detail: { candidates: head.length, weight, first_changed: reordered[0]?.chunk !== head[0]?.chunk },
    };
  },
};

function reorder(head: readonly Candidate[], late: Float32Array, weight: number): Candidate[] {
  const lateTop = late.reduce((top, score) => Math.max(top, score), 0);
  const fusedTop = head[0]?.score ?? 0;
  const mixed = head.map((candidate, i) => ({
    ...candidate,
    late: late[i] ?? 0,
    score: (1 - weight) * share(candidate.score, fusedTop) + weight * share(late[i] ?? 0, lateTop),
  }));
  mixed.sort(byScore);
  const top = mixed[0]?.score ?? 0;
  return mixed.map((candidate) => ({ ...candidate, score: share(candidate.score, top) }));
}

function share(score: number, top: number): number {
  return top > 0 ? Math.max(0, score) / top : 0;
}
