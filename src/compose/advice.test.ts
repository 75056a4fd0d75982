import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { feedbackOf } from '../../test/support/activity.ts';
import { answeredQuery } from '../../test/support/history-rows.ts';
import { historyOf } from '../../test/support/records.ts';
import { prometheusTelemetry } from '../adapters/prometheus/prometheus-telemetry.ts';
import { openSqliteRecordStore, type SqliteRecordStore } from '../adapters/sqlite/open-record-store.ts';
import { createAdvice } from './advice.ts';
import { BackgroundLog } from './background-log.ts';

let dataDir: string;
let records: SqliteRecordStore;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'queryloom-advice-'));
  records = await openSqliteRecordStore({ dataDir });
});

afterEach(async () => {
  await records.close();
  await rm(dataDir, { recursive: true });
});

const create = (settings = { history: true, autoTuning: false }, parts: object = records) =>
  createAdvice({
    records: { ...records, ...parts },
    telemetry: prometheusTelemetry({ version: '0.0.0', processMetrics: false }),
    log: new BackgroundLog(),
    settings,
  });

async function past(): Promise<void> {
  for (const id of ['q1', 'q2']) await records.history.append(historyOf(id));
  await records.activity.rate(feedbackOf('q1', { userId: 'ann', rating: 5 }));
}

describe('createAdvice', () => {
  it('learns queries and ratings that an earlier process left', async () => {
    await past();
    const advice = create();
    advice.start();
    await advice.stop();
    const learned = advice.app.usage.queries('acme');
    expect(learned.map(({ queryId, rewards }) => [queryId, ...rewards])).toEqual([['q1', ['ann', 1]], ['q2']]);
  });

  it('learns nothing where no history is kept', async () => {
    await past();
    const advice = create({ history: false, autoTuning: true });
    advice.start();
    await advice.stop();
    expect([advice.listeners, advice.app.usage.size]).toEqual([[], 0]);
  });

  it('goes on with new queries when the past cannot be read', async () => {
    const advice = create(undefined, { history: { scan: () => Promise.reject(new Error('no records')) } });
    advice.start();
    await advice.stop();
    advice.listeners[0]?.answered(answeredQuery('new'));
    expect(advice.app.usage.size).toBe(1);
  });

  it.each([true, false])('follows strong evidence unasked when told to: %s', async (autoTuning) => {
    const advice = create({ history: true, autoTuning });
    for (let i = 0; i < 1_600; i++) {
      const patternUsed = i % 2 === 0 ? 'fast' : 'fused';
      advice.listeners[0]?.answered(answeredQuery('q', { patternUsed, durationMs: i % 2 === 0 ? 1 : 10 }));
    }
    await advice.stop();
    expect(await advice.app.tuning.of('default')).toMatchObject({ autoPattern: autoTuning ? 'fast' : null });
  });
});
