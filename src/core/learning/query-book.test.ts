import { describe, expect, it } from 'vitest';
import { type Asking, LEARNED_TEXT_MAX, QueryBook } from './query-book.ts';

const DAY_MS = 24 * 3_600_000;

function asking(text: string, change: Partial<Asking> = {}): Asking {
  return { text, answered: true, confidence: 0.5, atMs: DAY_MS, session: null, documents: ['d'], ...change };
}

function ask(book: QueryBook, ...texts: readonly string[]): void {
  for (const text of texts) book.learn(asking(text));
}

describe('QueryBook', () => {
  it('counts one question however it is written', () => {
    const book = new QueryBook();
    ask(book, 'Who built it?', 'who  built it', 'Who built IT?!');
    expect(book.size).toBe(1);
    expect(book.find('WHO BUILT IT')).toMatchObject({ text: 'Who built it?', count: 3, confidenceSum: 1.5 });
    expect(book.find('who')).toBeUndefined();
  });

  it('keeps what its last answer quoted', () => {
    const book = new QueryBook();
    book.learn(asking('q', { documents: ['a', 'b'] }));
    book.learn(asking('q', { answered: false, documents: [] }));
    expect(book.find('q')).toMatchObject({ answeredCount: 1, documents: ['a', 'b'], quoteFound: true });
    book.learn(asking('q', { documents: null }));
    expect(book.find('q')).toMatchObject({ answeredCount: 2, documents: [], quoteFound: false });
  });

  it.each(['?!', 'x'.repeat(LEARNED_TEXT_MAX + 1)])('does not learn what nobody types again (%#)', (text) => {
    const book = new QueryBook();
    expect(book.learn(asking(text))).toBeNull();
    expect(book.size).toBe(0);
  });

  it('orders by popularity, in which old askings fade', () => {
    const book = new QueryBook();
    for (let i = 0; i < 3; i++) book.learn(asking('old', { atMs: DAY_MS }));
    for (let i = 0; i < 2; i++) book.learn(asking('new', { atMs: 29 * DAY_MS }));
    expect(book.popular().map(({ text }) => text)).toEqual(['new', 'old']);
    const [fresh, faded] = book.popular();
    expect(book.askingsNow(fresh?.popularity ?? 0, 29 * DAY_MS)).toBeCloseTo(2, 6);
    expect(book.askingsNow(faded?.popularity ?? 0, 29 * DAY_MS)).toBeCloseTo(3 / 4, 6);
    expect(book.askingsNow(book.totalPopularity, 29 * DAY_MS)).toBeCloseTo(2.75, 6);
  });

  it('knows what came next, and after what', () => {
    const book = new QueryBook();
    for (const text of ['a', 'b', 'c', 'a', 'b', 'd']) book.learn(asking(text, { session: 's' }));
    const [a, b] = [book.find('a'), book.find('b')];
    expect([...(a?.next?.entries() ?? [])]).toEqual([[b, 2]]);
    expect([...(b?.next?.entries() ?? [])].map(([{ text }, count]) => [text, count])).toEqual([
      ['c', 1],
      ['d', 1],
    ]);
    expect(a === undefined ? undefined : b?.nextAfter?.get(a)?.total).toBe(1);
  });

  it('lets go of the least popular of the longest unasked, everywhere', () => {
    const book = new QueryBook();
    ask(book, 'often', 'once', 'often', 'later');
    for (const text of ['once', 'later']) book.learn(asking(text, { session: 's' }));
    ask(book, 'often', 'often');
    expect(book.popular()).toHaveLength(3);
    const once = book.find('once');
    expect(book.dropOne()).toBe(once);
    expect(once?.forgotten).toBe(true);
    expect(book.find('once')).toBeUndefined();
    expect(book.popular().map(({ text }) => text)).toEqual(['often', 'later']);
    expect(new QueryBook().dropOne()).toBeUndefined();
  });

  it('counts at most eight contexts of a question', () => {
    const book = new QueryBook();
    for (let i = 0; i < 10; i++)
      for (const text of [`before ${i}`, 'now', 'next']) book.learn(asking(text, { session: `s${i}` }));
    expect(book.find('now')?.nextAfter?.size).toBe(8);
  });
});
