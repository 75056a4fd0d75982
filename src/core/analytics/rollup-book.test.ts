import { describe, expect, it } from 'vitest';
import { ACME, analyticsWorld, answeredOf, NOON } from '../../../test/support/analytics-world.ts';
import { CodedError } from '../../shared/errors.ts';
import { queryRequest } from '../query/query-request.ts';
import { FLUSH_MS, type RollupBook } from './rollup-book.ts';
import { DAY_MS, DAYS_KEPT, HOUR_MS, HOURS_KEPT, startOf } from './time-spans.ts';

const ALL = { sinceMs: 0, untilMs: NOON + 10 * DAY_MS };

async function read(book: RollupBook, tenant = 'acme', grain: 'hour' | 'day' = 'day', span = ALL) {
  const found = [];
  for await (const slice of book.read(tenant, grain, span)) found.push(...slice);
  return found;
}

const countsOf = async (...given: Parameters<typeof read>) => (await read(...given)).map(({ rollup }) => rollup.count);
const textsOf = async (book: RollupBook) =>
  (await read(book)).flatMap(({ rollup }) => rollup.queries.top(100).map(({ label }) => label));

/** Lets promises that are ready run. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('RollupBook', () => {
  it('shows what was counted before it is written, and after, once', async () => {
    const { book, recorder } = analyticsWorld();
    for (let i = 0; i < 3; i++) recorder.answered(answeredOf());
    expect(await countsOf(book)).toEqual([3]);
    await book.flush();
    expect(await countsOf(book)).toEqual([3]);
    recorder.answered(answeredOf());
    expect(await countsOf(book)).toEqual([4]);
    expect(await countsOf(book, 'acme', 'hour')).toEqual([4]);
    await book.flush();
    expect(await countsOf(book)).toEqual([4]);
    expect(book.bytes()).toBe(0);
  });

  it('shows everything once while it is being written', async () => {
    const { book, recorder, memory } = analyticsWorld();
    recorder.answered(answeredOf());
    await book.flush();
    recorder.answered(answeredOf());
    const seen: number[][] = [];
    memory.beforeNext(async () => {
      recorder.answered(answeredOf());
      seen.push(await countsOf(book));
    });
    await book.flush();
    expect([...seen, await countsOf(book)]).toEqual([[3], [3]]);
  });

  it('writes by itself some seconds after the first query', async () => {
    const { book, recorder, memory, scheduler } = analyticsWorld();
    recorder.answered(answeredOf());
    expect(memory.texts()).toBe('[]');
    scheduler.advance(FLUSH_MS);
    for (let turn = 0; turn < 20 && memory.texts() === '[]'; turn++) await settle();
    expect(memory.texts()).toContain('hybrid');
    recorder.answered(answeredOf());
    await book.close();
    expect(await countsOf(book)).toEqual([2]);
  });

  it('tells hours, days and tenants apart', async () => {
    const { book, recorder } = analyticsWorld();
    recorder.answered(answeredOf({ timestampMs: NOON - 1 }));
    recorder.answered(answeredOf({ timestampMs: NOON }));
    recorder.answered(answeredOf({ timestampMs: NOON + DAY_MS }));
    recorder.answered(answeredOf({ tenant: 'globex' }));
    await book.flush();
    expect(await countsOf(book, 'acme', 'hour')).toEqual([1, 1, 1]);
    expect((await read(book)).map(({ startMs }) => startMs)).toEqual([
      startOf('day', NOON),
      startOf('day', NOON) + DAY_MS,
    ]);
    expect(await countsOf(book, 'globex')).toEqual([1]);
    expect(await countsOf(book, 'initech')).toEqual([]);
  });

  it('reads more rows than one slice', async () => {
    const { book, recorder } = analyticsWorld();
    for (let day = 0; day < 100; day++) recorder.answered(answeredOf({ timestampMs: NOON - day * DAY_MS }));
    await book.flush();
    recorder.answered(answeredOf({ timestampMs: NOON - 50 * DAY_MS }));
    recorder.answered(answeredOf({ timestampMs: NOON + 1 * DAY_MS }));
    const counts = await countsOf(book);
    expect([counts.length, counts.reduce((sum, count) => sum + count, 0)]).toEqual([101, 102]);
  });

  it('merges into what another process wrote meanwhile', async () => {
    const { book, recorder, memory } = analyticsWorld();
    const other = analyticsWorld({ store: memory });
    recorder.answered(answeredOf({ text: 'ours' }));
    other.recorder.answered(answeredOf({ text: 'theirs' }));
    other.recorder.answered(answeredOf({ text: 'theirs' }));
    memory.beforeNext(() => other.book.flush());
    await book.flush();
    expect(await countsOf(book)).toEqual([3]);
    expect(await countsOf(book, 'acme', 'hour')).toEqual([3]);
    expect(await textsOf(other.book)).toEqual(['theirs', 'ours']);
  });

  it('keeps what could not be written, says so, and writes it later', async () => {
    const { book, recorder, memory, failures } = analyticsWorld();
    recorder.answered(answeredOf());
    memory.failNext(new CodedError('RECORDS_DISK_FULL', 'full'));
    await expect(book.flush()).rejects.toMatchObject({ code: 'RECORDS_DISK_FULL' });
    expect(failures).toHaveLength(1);
    recorder.answered(answeredOf());
    expect(await countsOf(book)).toEqual([2]);
    await book.flush();
    expect(await countsOf(book)).toEqual([2]);
    expect(memory.texts()).toContain('hybrid');
  });

  it('counts no more than it can hold', () => {
    const { book, recorder } = analyticsWorld();
    for (let i = 0; i < 3_000; i++) recorder.answered(answeredOf({ tenant: `t${i}` }));
    expect(book.at('one more', 'day', NOON)).toBeNull();
    recorder.failed(new Error('late'), queryRequest('x'), { ...ACME, tenant: 'one more' });
  });

  it('drops what is older than is kept', async () => {
    const { book, recorder, memory, scheduler, clock } = analyticsWorld();
    recorder.answered(answeredOf());
    await book.flush();
    clock.advance((DAYS_KEPT - 1) * DAY_MS);
    recorder.answered(answeredOf({ timestampMs: clock.now() }));
    for (let turn = 0; turn < 20 && memory.texts().split('"format').length !== 4; turn++) {
      scheduler.advance(FLUSH_MS);
      await settle();
    }
    const far = { sinceMs: 0, untilMs: 2 * clock.now() };
    expect(await countsOf(book, 'acme', 'hour', far)).toEqual([1]);
    expect(await countsOf(book, 'acme', 'day', far)).toEqual([1, 1]);
    clock.advance(DAY_MS);
    recorder.answered(answeredOf({ timestampMs: clock.now() }));
    for (let turn = 0; turn < 20; turn++) {
      scheduler.advance(FLUSH_MS);
      await settle();
    }
    expect(await countsOf(book, 'acme', 'hour', far)).toEqual([1, 1]);
    expect(await countsOf(book, 'acme', 'day', far)).toEqual([1, 1]);
    clock.advance(HOURS_KEPT * HOUR_MS);
    recorder.answered(answeredOf({ timestampMs: clock.now() }));
    for (let turn = 0; turn < 20; turn++) {
      scheduler.advance(FLUSH_MS);
      await settle();
    }
    expect(await countsOf(book, 'acme', 'hour', far)).toEqual([1]);
  });

  describe('forgetTexts', () => {
    const forget = (book: RollupBook) =>
      book.forgetTexts('acme', { sinceMs: NOON - 5 * DAY_MS, untilMs: NOON + DAY_MS });

    it('forgets texts here and in the store, and keeps figures', async () => {
      const { book, recorder, memory } = analyticsWorld();
      recorder.answered(answeredOf({ text: 'SECRET one', timestampMs: NOON - DAY_MS }));
      await book.flush();
      recorder.answered(answeredOf({ text: 'SECRET two', entities: ['SECRET'] }));
      const days = [startOf('day', NOON) - DAY_MS, startOf('day', NOON)];
      expect(await forget(book)).toEqual(days);
      expect(memory.texts().toLowerCase()).not.toContain('secret');
      await book.flush();
      expect(memory.texts().toLowerCase()).not.toContain('secret');
      expect([await textsOf(book), await countsOf(book)]).toEqual([[], [1, 1]]);
      expect(await forget(book)).toEqual([]);
    });

    it('forgets what is being written at that moment', async () => {
      const { book, recorder, memory } = analyticsWorld();
      recorder.answered(answeredOf({ text: 'SECRET' }));
      let forgetting: Promise<unknown> = Promise.resolve();
      memory.beforeNext(async () => {
        forgetting = forget(book);
      });
      await book.flush();
      await forgetting;
      await book.flush();
      expect(memory.texts().toLowerCase()).not.toContain('secret');
      expect(await countsOf(book)).toEqual([1]);
    });

    it('leaves other days and tenants', async () => {
      const { book, recorder } = analyticsWorld();
      recorder.answered(answeredOf({ text: 'old', timestampMs: NOON - 9 * DAY_MS }));
      recorder.answered(answeredOf({ text: 'theirs', tenant: 'globex' }));
      await book.flush();
      expect(await forget(book)).toEqual([]);
      expect(await textsOf(book)).toEqual(['old']);
    });

    it('tries again when another write came first', async () => {
      const { book, recorder, memory } = analyticsWorld();
      recorder.answered(answeredOf({ text: 'SECRET' }));
      await book.flush();
      const other = analyticsWorld({ store: memory });
      other.recorder.answered(answeredOf({ text: 'theirs' }));
      memory.beforeNext(() => other.book.flush());
      await forget(book);
      expect(memory.texts().toLowerCase()).not.toContain('secret');
      expect(await countsOf(book)).toEqual([2]);
    });
  });
});
