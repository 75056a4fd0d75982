import { describe, expect, it } from 'vitest';
import type { IngestRecord, IngestState } from '../../ports/document-store.ts';
import { CodedError } from '../../shared/errors.ts';
import { manualScheduler } from '../../shared/scheduler.ts';
import { IngestWatch, isFinished } from './ingest-watch.ts';

const never = new AbortController().signal;
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function recordOf(state: IngestState, indexed = 0): IngestRecord {
  return {
    ...{ ingestId: 'i_1', tenant: 'acme', state, total: 2, indexed, failed: 0, unchanged: 0, errors: [] },
    ...{ createdAtMs: 0, startedAtMs: null, finishedAtMs: null },
  };
}

function setUp() {
  const store = { record: recordOf('running') };
  const ingest = async (tenant: string, id: string) => (tenant === 'acme' && id === 'i_1' ? store.record : null);
  return { store, watch: new IngestWatch({ ingest }, manualScheduler()) };
}

/** Collects what a subscription yields until it ends; `end` has the error, if any. */
function collect(records: AsyncIterable<IngestRecord>) {
  const seen: IngestRecord[] = [];
  const end = (async () => {
    for await (const record of records) seen.push(record);
  })();
  end.catch(() => undefined);
  return { seen, end };
}

describe('read', () => {
  it('lets a job that seems finished wait for its items in work', async () => {
    const { store, watch } = setUp();
    watch.begin('i_1');
    watch.begin('i_1');
    store.record = recordOf('done', 2);
    let isRead = false;
    const reading = watch.read('acme', 'i_1').then((record) => {
      isRead = true;
      return record;
    });
    watch.settle('i_1');
    await turn();
    expect(isRead).toBe(false);
    watch.settle('i_1');
    await expect(reading).resolves.toMatchObject({ state: 'done' });
  });

  it('does not wait for a job that runs', async () => {
    const { watch } = setUp();
    watch.begin('i_1');
    await expect(watch.read('acme', 'i_1')).resolves.toMatchObject({ state: 'running' });
  });

  it('does not find what is not there or not the tenant’s', async () => {
    const { watch } = setUp();
    await expect(watch.read('acme', 'i_2')).rejects.toMatchObject({ code: 'INGEST_NOT_FOUND' });
    await expect(watch.read('other', 'i_1')).rejects.toMatchObject({ code: 'INGEST_NOT_FOUND' });
  });
});

describe('subscribe', () => {
  it('gives the job now and after changes, not what stays the same, and ends with it', async () => {
    const { store, watch } = setUp();
    const { seen, end } = collect(watch.subscribe('acme', 'i_1', never));
    await turn();
    watch.settle('i_1');
    await turn();
    store.record = recordOf('running', 1);
    watch.postAll();
    await turn();
    await turn();
    store.record = recordOf('done', 2);
    watch.settle('i_1');
    await end;
    expect(seen.map(({ state, indexed }) => [state, indexed])).toEqual([
      ['running', 0],
      ['running', 1],
      ['done', 2],
    ]);
  });

  it('ends with the reason of its signal, and with that of the end of the process', async () => {
    const { watch } = setUp();
    const controller = new AbortController();
    const left = collect(watch.subscribe('acme', 'i_1', controller.signal));
    const stays = collect(watch.subscribe('acme', 'i_1', never));
    await turn();
    controller.abort(new Error('client left'));
    await expect(left.end).rejects.toThrow('client left');
    watch.stop(new CodedError('SERVER_STOPPING', 'The server stops.'));
    await expect(stays.end).rejects.toMatchObject({ code: 'SERVER_STOPPING' });
  });
});

it('knows which states are ends', () => {
  const states: IngestState[] = ['queued', 'running', 'done', 'failed', 'cancelled'];
  expect(states.filter((state) => isFinished({ state }))).toEqual(['done', 'failed', 'cancelled']);
});
