import { beforeEach, describe, expect, it } from 'vitest';
import { answeredQuery } from '../../../test/support/history-rows.ts';
import { wordModel } from '../../../test/support/word-model.ts';
import { createCatalogue } from '../../adapters/memory/catalogue.ts';
import { manualClock } from '../../shared/clock.ts';
import { systemScheduler } from '../../shared/scheduler.ts';
import { BackgroundVectors } from './background-vectors.ts';
import { LearnedQueries } from './learned-queries.ts';
import { NextQueries } from './next-queries.ts';

const SCOPE = { tenant: 'default', collection: 'default' };
let learned: LearnedQueries;
let clock: ReturnType<typeof manualClock>;
let next: NextQueries;

beforeEach(() => {
  learned = new LearnedQueries(createCatalogue());
  clock = manualClock(1_000_000);
  const { embedder } = wordModel();
  const vectors = new BackgroundVectors({ embedder, scheduler: systemScheduler });
  next = new NextQueries({ learned, clock, embedder, vectors });
});

function session(sessionId: string, ...texts: readonly string[]): void {
  for (const text of texts) learned.answered(answeredQuery(text, { sessionId, timestampMs: clock.now() }));
}

async function predicted(
  text: string,
  sessionId: string | null = null,
  limit = 5,
  before: string | null = null,
): Promise<string[]> {
  const standing = { scope: SCOPE, text, before, session: sessionId === null ? null : `s${sessionId}` };
  return (await next.predict(standing, limit)).map(({ query }) => query.text);
}

describe('NextQueries', () => {
  it('knows nothing where nothing was asked', async () => {
    expect(await predicted('anything')).toEqual([]);
  });

  it('predicts what followed, never the question itself', async () => {
    session('1', 'first', 'second', 'third');
    session('2', 'first', 'second', 'first');
    expect(await predicted('first')).toEqual(['second', 'third']);
    expect((await predicted('FIRST?', null, 1))[0]).toBe('second');
  });

  it('uses the question before: of a session that stands here, or that goes on here', async () => {
    for (const id of ['1', '2', '3']) session(id, 'left', 'middle', 'left end');
    for (const id of ['4', '5', '6', '7']) session(id, 'right', 'middle', 'right end');
    session('now', 'left', 'middle');
    session('soon', 'left');
    expect((await predicted('middle'))[0]).toBe('right end');
    expect((await predicted('middle', 'now'))[0]).toBe('left end');
    expect((await predicted('middle', 'soon'))[0]).toBe('left end');
    expect((await predicted('middle', null, 5, 'LEFT?'))[0]).toBe('left end');
    expect((await predicted('middle', 'now', 5, 'nobody asked'))[0]).toBe('right end');
    clock.advance(31 * 60_000);
    expect((await predicted('middle', 'now'))[0]).toBe('right end');
  });

  it('leaves out what may not be offered', async () => {
    session('1', 'first', 'second');
    learned.answered(answeredQuery('unanswered', { sessionId: '1', answered: false, timestampMs: clock.now() }));
    session('2', 'second');
    learned.answered(answeredQuery('unanswered', { sessionId: '2', answered: false, timestampMs: clock.now() }));
    expect(await predicted('second')).toEqual(['first']);
  });

  it('gives vectors in the background to all that wait', async () => {
    for (let i = 0; i < 200; i++) session(`${i}`, `question ${i}`, `next ${i}`);
    const similar = learned.book(SCOPE)?.similar;
    expect(similar?.waiting).toBe(200);
    await predicted('question 7');
    for (let turn = 0; turn < 50; turn++) await systemScheduler.yieldToLoop();
    expect(similar?.waiting).toBe(0);
  });
});
