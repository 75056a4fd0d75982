import { beforeEach, describe, expect, it } from 'vitest';
import { answeredQuery } from '../../../test/support/history-rows.ts';
import { wordModel } from '../../../test/support/word-model.ts';
import { createCatalogue } from '../../adapters/memory/catalogue.ts';
import { manualScheduler } from '../../shared/scheduler.ts';
import { BackgroundVectors } from './background-vectors.ts';
import { LearnedQueries } from './learned-queries.ts';
import { NearQueries } from './near-queries.ts';

const SCOPE = { tenant: 'default', collection: 'default' };
const { embedder } = wordModel();
let learned: LearnedQueries;
let near: NearQueries;

beforeEach(() => {
  learned = new LearnedQueries(createCatalogue());
  near = new NearQueries({ learned, vectors: new BackgroundVectors({ embedder, scheduler: manualScheduler() }) });
});

async function nearTo(text: string, limit = 5): Promise<readonly string[]> {
  const [vector = new Float32Array(0)] = await embedder.embed([text]);
  await learned.book(SCOPE)?.latest.embedSome(embedder);
  return near.near(SCOPE, { text, vector }, limit);
}

describe('NearQueries', () => {
  it('knows nothing where nothing was asked', async () => {
    expect(await nearTo('anything')).toEqual([]);
  });

  it('finds questions of the same words, never the question itself, at most as many as wanted', async () => {
    for (const text of ['who built the tower', 'who built the old tower', 'price of barley'])
      learned.answered(answeredQuery(text));
    expect(await nearTo('who built the tower')).toEqual(['who built the old tower']);
    expect(await nearTo('who built a tower', 1)).toHaveLength(1);
  });

  it('has questions without a vector given one in the background', async () => {
    for (const text of ['who built the old tower', 'price of barley']) learned.answered(answeredQuery(text));
    const [vector = new Float32Array(0)] = await embedder.embed(['who built the tower']);
    const now = () => near.near(SCOPE, { text: 'who built the tower', vector }, 5);
    expect(now()).toEqual([]);
    await expect.poll(now).toEqual(['who built the old tower']);
  });

  it('leaves out what was never answered', async () => {
    learned.answered(answeredQuery('who built the old tower', { answered: false }));
    expect(await nearTo('who built the tower')).toEqual([]);
  });
});
