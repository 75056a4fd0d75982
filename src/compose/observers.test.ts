import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ASKER, openQueryWorld, type QueryWorld } from '../../test/support/query-world.ts';
import { prometheusTelemetry } from '../adapters/prometheus/prometheus-telemetry.ts';
import { queryRequest } from '../core/query/query-request.ts';
import { CodedError } from '../shared/errors.ts';
import { BackgroundLog } from './background-log.ts';
import { ingestObserver, queryObserver } from './observers.ts';

let world: QueryWorld;

beforeAll(async () => {
  world = await openQueryWorld();
});

afterAll(() => world.close());

const telemetryOf = () => prometheusTelemetry({ version: '0.0.0-test', processMetrics: false });
const lines = async (telemetry: ReturnType<typeof telemetryOf>) =>
  (await telemetry.scrape()).text.split('\n').filter((line) => !line.startsWith('#'));

describe('queryObserver', () => {
  it('counts answers by pattern, tool and status, and every stage of the walk', async () => {
    const telemetry = telemetryOf();
    const observer = queryObserver(telemetry, new BackgroundLog());
    const answer = await world.ask('Who built Bell Rock?');
    observer.answered(answer, ASKER);
    observer.answered(await world.ask('What is the melting point of tungsten carbide?'), ASKER);
    const text = (await lines(telemetry)).join('\n');
    for (const status of ['answered', 'unanswered']) {
      expect(text).toContain(`queryloom_queries_total{pattern="fast",tool="answer",status="${status}"} 1\n`);
    }
    expect(text).toContain('queryloom_queries_by_tier_total{tier="local"} 2');
    for (const { name } of answer.trace.spans) expect(text).toContain(`stage="${name}"`);
  });

  it('counts failures by what was asked', async () => {
    const telemetry = telemetryOf();
    queryObserver(telemetry, new BackgroundLog()).failed(
      new Error('broken'),
      queryRequest('x', { pattern: 'bare', tool: 'search' }),
    );
    const failed = 'queryloom_queries_total{pattern="bare",tool="search",status="failed"} 1';
    expect(await lines(telemetry)).toContain(failed);
  });

  it('counts and logs what failed behind an answer that has left', async () => {
    const telemetry = telemetryOf();
    const log = new BackgroundLog();
    const warned: object[] = [];
    log.reportTo({ warn: (fields) => void warned.push(fields) });
    queryObserver(telemetry, log).rememberFailed?.(new Error('a listener is broken'));
    expect(warned).toMatchObject([{ code: 'SERVER_INTERNAL' }]);
    expect((await lines(telemetry)).join('\n')).toContain('component="query"');
  });
});

describe('ingestObserver', () => {
  it('counts documents, and logs what is tried again with its code', async () => {
    const telemetry = telemetryOf();
    const log = new BackgroundLog();
    const told: object[] = [];
    log.reportTo({ warn: (fields) => told.push(fields) });
    const observer = ingestObserver(telemetry, log);
    observer.documents('indexed', 3);
    const full = new CodedError('RECORDS_DISK_FULL', 'The disk is full.');
    observer.retrying({ step: 'commit documents', error: full, delayMs: 100 });
    observer.retrying({ step: 'commit documents', error: new Error('odd'), delayMs: 200 });
    expect(told).toMatchObject([
      { step: 'commit documents', code: 'RECORDS_DISK_FULL', delay_ms: 100, err: full },
      { code: 'SERVER_INTERNAL', delay_ms: 200 },
    ]);
    const counted = await lines(telemetry);
    expect(counted).toContain('queryloom_ingest_documents_total{status="indexed"} 3');
    expect(counted).toContain('queryloom_errors_total{code="RECORDS_DISK_FULL",component="ingest"} 1');
  });
});
