import { describe, expect, it } from 'vitest';
import type { PastQuery } from './past-query.ts';
import { QueryBook } from './query-book.ts';
import { SESSION_GAP_MS, Sessions } from './sessions.ts';

const book = new QueryBook();
const query = (text: string): PastQuery => {
  const learned = book.learn({ text, answered: true, confidence: 1, atMs: 0, session: null, documents: [] });
  if (learned === null) throw new Error('not learned');
  return learned;
};
const [one, two, three] = [query('one'), query('two'), query('three')];

describe('Sessions', () => {
  it('says where a session stood before each question', () => {
    const sessions = new Sessions();
    expect(sessions.advance('s', one, 1_000)).toBeNull();
    expect(sessions.advance('s', two, 2_000)).toMatchObject({ last: one, before: null });
    expect(sessions.advance('s', three, 3_000)).toMatchObject({ last: two, before: one });
    expect(sessions.at('s', 3_000)).toMatchObject({ last: three, before: two });
    expect(sessions.at('other', 3_000)).toBeNull();
  });

  it('follows nothing to itself', () => {
    const sessions = new Sessions();
    sessions.advance('s', one, 1_000);
    sessions.advance('s', two, 2_000);
    expect(sessions.advance('s', two, 3_000)).toBeNull();
    expect(sessions.at('s', 3_000)).toMatchObject({ last: two, before: one });
  });

  it('ends a session that was silent', () => {
    const sessions = new Sessions();
    sessions.advance('s', one, 1_000);
    expect(sessions.at('s', 1_000 + SESSION_GAP_MS)).not.toBeNull();
    expect(sessions.advance('s', two, 1_001 + SESSION_GAP_MS)).toBeNull();
  });

  it('takes nothing from a past that is read late', () => {
    const sessions = new Sessions();
    sessions.advance('s', two, 5_000);
    expect(sessions.advance('s', one, 4_000)).toBeNull();
    expect(sessions.at('s', 5_000)).toMatchObject({ last: two });
  });

  it('keeps the most recent 10,000', () => {
    const sessions = new Sessions();
    for (let i = 0; i <= 10_000; i++) sessions.advance(`s${i}`, one, i);
    expect(sessions.at('s0', 10_000)).toBeNull();
    expect(sessions.at('s1', 10_000)).not.toBeNull();
  });
});
