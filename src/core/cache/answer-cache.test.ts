import { describe, expect, it } from 'vitest';
import { cachedAnswer as answer } from '../../../test/support/cached-answer.ts';
import { manualClock } from '../../shared/clock.ts';
import { answerBytes } from './answer-bytes.ts';
import { AnswerCache } from './answer-cache.ts';

const MEBIBYTE = 1024 * 1024;
const at = (key: string, version = 1) => ({ scope: { tenant: 't', collection: 'c' }, version, key });

function open(bytesMax = MEBIBYTE) {
  const clock = manualClock(1_000);
  return { clock, cache: new AnswerCache({ clock, bytesMax }) };
}

describe('AnswerCache', () => {
  it('gives back an answer with its age, over the same documents alone', () => {
    const { cache, clock } = open();
    cache.store(at('k'), answer('why?'), { ahead: false });
    clock.advance(250);
    expect(cache.find(at('k'))).toEqual({ result: 'hit', answer: answer('why?'), ageMs: 250, prefetched: false });
    expect(cache.find(at('k', 2))).toEqual({ result: 'outdated' });
    expect(cache.find(at('k', 2))).toEqual({ result: 'absent' });
    expect(cache.statistics).toMatchObject({ hits: 1, misses: 2, entries: 0 });
  });

  it('keeps what nobody asked for on probation until somebody does', () => {
    const { cache } = open();
    cache.store(at('k'), answer('why?'), { ahead: true });
    expect(cache.peek(at('k'))).toMatchObject({ result: 'hit', prefetched: true });
    expect(cache.statistics).toMatchObject({ hits: 0, entries: 0, probation: { entries: 1 } });
    expect(cache.find(at('k'))).toMatchObject({ result: 'hit', prefetched: true });
    expect(cache.find(at('k'))).toMatchObject({ result: 'hit', prefetched: false });
    expect(cache.statistics).toMatchObject({ hits: 2, prefetchHits: 1, entries: 1, probation: { entries: 0 } });
  });

  it('never lets what is computed ahead push out what was asked for', () => {
    const { cache } = open();
    cache.store(at('hot'), answer('hot?'), { ahead: false });
    for (let i = 0; i < 5_000; i++) cache.store(at(`${i}`), answer(`cold ${i}?`, 'x'.repeat(500)), { ahead: true });
    expect(cache.peek(at('hot'))).toMatchObject({ result: 'hit' });
    const { bytes, evicted } = cache.statistics.probation;
    expect(bytes).toBeLessThanOrEqual(MEBIBYTE * 0.1);
    expect(evicted).toBeGreaterThan(4_000);
  });

  it('takes an answer off probation when it is computed for somebody', () => {
    const { cache } = open();
    cache.store(at('k'), answer('why?'), { ahead: true });
    cache.store(at('k'), answer('why?', 'Newer.'), { ahead: false });
    expect(cache.statistics).toMatchObject({ entries: 1, probation: { entries: 0 } });
    expect(cache.peek(at('k'))).toMatchObject({ answer: { response: 'Newer.' }, prefetched: false });
  });

  it('leaves out an answer that would take too much of the room', () => {
    const { cache } = open();
    cache.store(at('k'), answer('why?', 'x'.repeat(60_000)), { ahead: false });
    expect(cache.find(at('k'))).toEqual({ result: 'absent' });
  });

  it('forgets a tenant whose history was deleted', () => {
    const { cache } = open();
    cache.store(at('k'), answer('why?'), { ahead: false });
    cache.store(at('l'), answer('who?'), { ahead: true });
    cache.cleared('someone else');
    expect(cache.peek(at('k'))).toMatchObject({ result: 'hit' });
    cache.cleared('t');
    expect(cache.peek(at('k'))).toEqual({ result: 'absent' });
    expect(cache.peek(at('l'))).toEqual({ result: 'absent' });
  });

  it('keeps nothing when it is off, and says so', () => {
    const { cache } = open(0);
    cache.store(at('k'), answer('why?'), { ahead: false });
    expect(cache.isOn).toBe(false);
    expect(cache.find(at('k'))).toEqual({ result: 'off' });
    expect(cache.peek(at('k'))).toEqual({ result: 'off' });
  });
});

describe('answerBytes', () => {
  it('grows with every text of the answer', () => {
    const small = answerBytes(answer('why?'));
    expect(answerBytes(answer('why?', 'x'.repeat(1_009)))).toBe(small + 2_000);
    expect(answerBytes({ ...answer('why?'), followUps: ['four'] })).toBe(small + 8);
    const source = {
      ...{ rank: 1, documentId: 'd', chunk: 1, title: 'tt', uri: null, score: 1, text: 'texts', start: 0, end: 5 },
      headings: ['h'],
    };
    expect(answerBytes({ ...answer('why?'), sources: [source] })).toBe(small + 400 + 2 * 9);
  });
});
