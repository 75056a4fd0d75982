import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HistoryStore } from '../../src/ports/history-store.ts';
import { historyFilter, historyOf } from '../support/records.ts';

/** An empty store that keeps `rowsMax` rows a tenant; `reopen` closes it and opens it again over the same data. */
export type HistoryStoreBed = {
  readonly history: HistoryStore;
  readonly rowsMax: number;
  reopen(): Promise<HistoryStore>;
  close(): Promise<void>;
};

/** What every history store must do. */
export function historyStoreContract(name: string, create: () => Promise<HistoryStoreBed>): void {
  describe(`${name}: history contract`, () => {
    let bed: HistoryStoreBed;
    let history: HistoryStore;

    beforeEach(async () => {
      bed = await create();
      history = bed.history;
    });
    afterEach(() => bed.close());

    const ids = async (change: Parameters<typeof historyFilter>[0] = {}, tenant = 'acme') =>
      (await history.list(tenant, historyFilter(change), { limit: 200, after: null })).map(({ queryId }) => queryId);

    it('gives back a record as it was appended, also its body and at once', async () => {
      const record = historyOf('q1', {
        userId: 'u',
        sessionId: 's',
        citedChunks: [3, 1, 2],
        answered: false,
        cacheHit: true,
        answer: JSON.stringify({ response: 'ü 𝄞 '.repeat(1_000) }),
        trace: '[{"stage":"retrieve"}]',
      });
      await history.append(record);
      expect(await history.get('acme', 'q1')).toEqual(record);
      expect(await history.get('acme', 'unknown')).toBeNull();
    });

    it('lists summaries newest first, by time and then id, page by page', async () => {
      for (const [id, timestampMs] of [
        ['b', 2],
        ['a', 1],
        ['c', 2],
        ['d', 3],
      ] as const) {
        await history.append(historyOf(id, { timestampMs }));
      }
      expect(await ids()).toEqual(['d', 'c', 'b', 'a']);
      const { answer, trace, ...summary } = historyOf('d', { timestampMs: 3 });
      const [first] = await history.list('acme', historyFilter(), { limit: 1, after: null });
      expect(first).toEqual(summary);
      expect([answer, trace]).toEqual(['{}', '[]']);
      const rest = await history.list('acme', historyFilter(), { limit: 2, after: { timestampMs: 2, queryId: 'c' } });
      expect(rest.map(({ queryId }) => queryId)).toEqual(['b', 'a']);
    });

    it('filters by user, pattern, tool, confidence and time, bounds included', async () => {
      await history.append(historyOf('q1', { userId: 'ann', confidence: 0.2, timestampMs: 10 }));
      await history.append(historyOf('q2', { patternUsed: 'bare', confidence: 0.5, timestampMs: 20 }));
      await history.append(historyOf('q3', { toolUsed: 'compare', confidence: 0.9, timestampMs: 30 }));
      expect(await ids({ userId: 'ann' })).toEqual(['q1']);
      expect(await ids({ pattern: 'bare' })).toEqual(['q2']);
      expect(await ids({ tool: 'compare' })).toEqual(['q3']);
      expect(await ids({ minConfidence: 0.5 })).toEqual(['q3', 'q2']);
      expect(await ids({ maxConfidence: 0.5 })).toEqual(['q2', 'q1']);
      expect(await ids({ sinceMs: 20, untilMs: 20 })).toEqual(['q2']);
      expect(await ids({ pattern: 'bare', tool: 'compare' })).toEqual([]);
    });

    it('clears what the filter names and says how many', async () => {
      await history.append(historyOf('q1', { userId: 'ann' }));
      await history.append(historyOf('q2', { userId: 'bob' }));
      await history.append(historyOf('q3', { userId: 'ann' }));
      expect(await history.clear('acme', historyFilter({ userId: 'ann' }))).toBe(2);
      expect(await ids()).toEqual(['q2']);
      expect(await history.get('acme', 'q1')).toBeNull();
      expect(await history.clear('acme', historyFilter())).toBe(1);
      expect(await history.clear('acme', historyFilter())).toBe(0);
    });

    it('keeps tenants apart', async () => {
      await history.append(historyOf('q1'));
      await history.append(historyOf('q1', { tenant: 'other', text: 'theirs' }));
      expect((await history.get('other', 'q1'))?.text).toBe('theirs');
      expect(await history.clear('other', historyFilter())).toBe(1);
      expect(await ids()).toEqual(['q1']);
      expect(await ids({}, 'other')).toEqual([]);
    });

    it('drops the oldest rows of a tenant over its limit, and of no other', async () => {
      await history.append(historyOf('theirs', { tenant: 'other', timestampMs: 0 }));
      const count = bed.rowsMax + 70;
      for (let i = 0; i < count; i++) await history.append(historyOf(`q${i}`, { timestampMs: i }));
      await history.flush();
      const left = await ids();
      expect(left).toHaveLength(bed.rowsMax);
      expect(left[0]).toBe(`q${count - 1}`);
      expect(left.at(-1)).toBe('q70');
      expect(await ids({}, 'other')).toEqual(['theirs']);
    });

    it('keeps the first of two records of one query', async () => {
      await history.append(historyOf('q1', { text: 'first' }));
      await history.append(historyOf('q1', { text: 'second' }));
      expect((await history.get('acme', 'q1'))?.text).toBe('first');
      expect(await ids()).toEqual(['q1']);
    });

    it('holds what was flushed over a restart, and what was queued at a close', async () => {
      await history.append(historyOf('q1'));
      await history.flush();
      await history.append(historyOf('q2'));
      history = await bed.reopen();
      expect(await ids()).toEqual(['q2', 'q1']);
    });

    it('is read through in the order of writing, all tenants, and goes on from where it stopped', async () => {
      await history.append(historyOf('late', { timestampMs: 9 }));
      await history.append(historyOf('theirs', { tenant: 'other', timestampMs: 1 }));
      await history.append(historyOf('early', { timestampMs: 2 }));
      const first = await history.scan(null, 2);
      expect(first.summaries.map(({ tenant, queryId }) => [tenant, queryId])).toEqual([
        ['acme', 'late'],
        ['other', 'theirs'],
      ]);
      const second = await history.scan(first.next, 2);
      expect(second.summaries.map(({ queryId }) => queryId)).toEqual(['early']);
      expect(await history.scan(second.next, 2)).toEqual({ summaries: [], next: null });
    });

    it('flushes nothing without complaint', async () => {
      await expect(history.flush()).resolves.toBeUndefined();
    });
  });
}
