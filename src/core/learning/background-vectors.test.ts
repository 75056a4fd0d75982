import { describe, expect, it } from 'vitest';
import { wordModel } from '../../../test/support/word-model.ts';
import type { Embedder } from '../../ports/embedder.ts';
import { manualScheduler } from '../../shared/scheduler.ts';
import { BackgroundVectors } from './background-vectors.ts';
import { QueryBook } from './query-book.ts';
import { SimilarQueries } from './similar-queries.ts';

const { embedder } = wordModel();

/** As many questions as take several batches. */
function waiting(count = 100): SimilarQueries {
  const [similar, book] = [new SimilarQueries(), new QueryBook()];
  for (let i = 0; i < count; i++) {
    const asking = { text: `question ${i}`, answered: true, confidence: 1, atMs: 0, session: null, documents: [] };
    const learned = book.learn(asking);
    if (learned !== null) similar.add(learned);
  }
  return similar;
}

/** The embedder, with the sizes of the batches it was given; `fails` says of which of them it rejects. */
function counting(fails: (batch: number) => boolean = () => false) {
  const batches: number[] = [];
  const counted: Embedder = {
    ...embedder,
    async embed(texts, signal) {
      batches.push(texts.length);
      if (fails(batches.length)) throw new Error('the embedder is gone');
      return embedder.embed(texts, signal);
    },
  };
  return { batches, vectors: new BackgroundVectors({ embedder: counted, scheduler: manualScheduler() }) };
}

describe('BackgroundVectors', () => {
  it('gives all their vectors, a batch at a time, and once however often it is asked to begin', async () => {
    const { batches, vectors } = counting();
    const similar = waiting();
    vectors.fill(similar);
    vectors.fill(similar);
    expect(similar.waiting).toBe(100);
    await expect.poll(() => similar.waiting).toBe(0);
    expect(batches).toEqual([32, 32, 32, 4]);
  });

  it('has nothing to do where nothing waits', async () => {
    const { batches, vectors } = counting();
    vectors.fill(waiting(0));
    await manualScheduler().yieldToLoop();
    expect(batches).toEqual([]);
  });

  it('stops at an embedder that fails, and goes on when it is asked again', async () => {
    const { batches, vectors } = counting((batch) => batch === 2);
    const similar = waiting();
    vectors.fill(similar);
    await expect.poll(() => batches.length).toBe(2);
    await manualScheduler().yieldToLoop();
    expect(similar.waiting).toBe(36);
    vectors.fill(similar);
    await expect.poll(() => similar.waiting).toBe(0);
    expect(batches).toEqual([32, 32, 32, 4]);
  });
});
