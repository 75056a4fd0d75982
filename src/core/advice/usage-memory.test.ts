import { describe, expect, it } from 'vitest';
import { answeredQuery } from '../../../test/support/history-rows.ts';
import { historyFilter } from '../../../test/support/records.ts';
import { UsageMemory } from './usage-memory.ts';

const texts = (usage: UsageMemory, tenant = 'default') => usage.queries(tenant).map(({ text }) => text);

describe('UsageMemory', () => {
  it('keeps the latest queries of each tenant apart, and tells that it learned', () => {
    const learned: string[] = [];
    const usage = new UsageMemory((tenant) => learned.push(tenant), { tenantQueriesMax: 2, queriesMax: 10 });
    for (const text of ['a', 'b', 'c']) usage.answered(answeredQuery(text));
    usage.answered(answeredQuery('theirs', { tenant: 'globex' }));
    expect([texts(usage), texts(usage, 'globex'), texts(usage, 'nobody')]).toEqual([['b', 'c'], ['theirs'], []]);
    expect(learned).toEqual(['default', 'default', 'default', 'globex']);
    expect(usage.size).toBe(3);
  });

  it('lets the longest silent tenant go when all have too many', () => {
    const usage = new UsageMemory(() => undefined, { tenantQueriesMax: 5, queriesMax: 4 });
    for (const tenant of ['one', 'two', 'one', 'two', 'three']) usage.answered(answeredQuery('q', { tenant }));
    expect([texts(usage, 'one'), texts(usage, 'two'), texts(usage, 'three')]).toEqual([[], ['q', 'q'], ['q']]);
    expect(usage.size).toBe(3);
  });

  it('learns the same query once, and keeps what was said of it', () => {
    const usage = new UsageMemory();
    const query = answeredQuery('a');
    usage.answered(query);
    usage.rated({ query, userId: 'ann', rating: 5, reward: 1, replaced: null });
    usage.answered(query);
    expect(usage.queries('default').map(({ rewards }) => [...rewards])).toEqual([[['ann', 1]]]);
    expect(usage.size).toBe(1);
  });

  it('passes over ratings of queries it does not know', () => {
    const usage = new UsageMemory();
    usage.rated({ query: answeredQuery('gone'), userId: 'ann', rating: 5, reward: 1, replaced: null });
    expect(usage.size).toBe(0);
  });

  it('forgets what the history forgot', () => {
    const usage = new UsageMemory();
    usage.answered(answeredQuery('a', { userId: 'ann' }));
    usage.answered(answeredQuery('b', { userId: 'bob' }));
    usage.answered(answeredQuery('c', { tenant: 'globex', userId: 'ann' }));
    usage.cleared('default', historyFilter({ userId: 'ann' }));
    expect([texts(usage), texts(usage, 'globex')]).toEqual([['b'], ['c']]);
    usage.cleared('default', historyFilter());
    usage.cleared('nobody', historyFilter());
    expect([texts(usage), usage.size]).toEqual([[], 1]);
  });

  it('does not learn from a page what was deleted while it was read', async () => {
    const usage = new UsageMemory();
    const summaries = [answeredQuery('kept', { userId: 'bob' }), answeredQuery('deleted', { userId: 'ann' })];
    const page = await usage.learnPage(async () => {
      usage.cleared('default', historyFilter({ userId: 'ann' }));
      return { summaries, next: 7 };
    });
    expect([page.next, texts(usage)]).toEqual([7, ['kept']]);
    await usage.learnPage(async () => ({ summaries }));
    expect(texts(usage)).toEqual(['kept', 'deleted']);
  });

  it('gives on the error of a page that cannot be read', async () => {
    const usage = new UsageMemory();
    await expect(usage.learnPage(() => Promise.reject(new Error('no records')))).rejects.toThrow('no records');
  });
});
