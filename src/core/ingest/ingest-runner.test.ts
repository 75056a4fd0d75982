import { describe, expect, it } from 'vitest';
import { pendingItem, pendingStore, processedDocument } from '../../../test/support/pending-store.ts';
import type { RawDocument } from '../../ports/document-processor.ts';
import { systemClock } from '../../shared/clock.ts';
import { CodedError } from '../../shared/errors.ts';
import { manualScheduler } from '../../shared/scheduler.ts';
import { silentIngestObserver } from './ingest-observer.ts';
import { IngestRunner } from './ingest-runner.ts';
import { KeyLocks } from './key-locks.ts';

const cancelled = new CodedError('REQUEST_CANCELLED', 'Cancelled.');
const stopping = new CodedError('SERVER_STOPPING', 'The server stops.');

function setUp(ids: readonly string[]) {
  const store = pendingStore(ids.map((id) => pendingItem(id)));
  const scheduler = manualScheduler();
  const asked: string[] = [];
  const events = { begun: [] as string[], settled: [] as string[] };
  const behaviour = { of: async (_id: string, _signal?: AbortSignal): Promise<void> => undefined };
  const process = async ({ content }: RawDocument, signal?: AbortSignal) => {
    asked.push(content.toString());
    await behaviour.of(content.toString(), signal);
    return processedDocument(content.toString());
  };
  const runner = new IngestRunner({
    ...{ documents: store, processor: { process }, indexes: { publish: async () => undefined } },
    ...{ locks: new KeyLocks(), clock: systemClock, scheduler, observer: silentIngestObserver },
    onBegun: ({ documentId }) => events.begun.push(documentId),
    onSettled: ({ documentId }) => events.settled.push(documentId),
  });
  const until = async (isTrue: () => boolean) => {
    while (!isTrue()) {
      scheduler.advance(5_000);
      await scheduler.yieldToLoop();
    }
  };
  return { store, runner, asked, events, behaviour, until };
}

/** Waits like a slow document, until its signal says that nobody wants it. */
function untilAborted(signal?: AbortSignal): Promise<void> {
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
}

describe('IngestRunner', () => {
  it('works off what an earlier process left, each item once', async () => {
    const ids = Array.from({ length: 700 }, (_, i) => `d${i}`);
    const { runner, store, asked, events, until } = setUp(ids);
    runner.start();
    await until(() => events.settled.length === ids.length);
    expect(asked).toEqual(ids);
    expect(events.begun).toEqual(ids);
    expect(store.items).toEqual([]);
    await runner.stop(stopping);
  });

  it('begins what arrives later when it is woken', async () => {
    const { runner, store, events, until } = setUp([]);
    runner.start();
    await until(() => true);
    store.items.push(pendingItem('d1'));
    runner.wake();
    await until(() => events.settled.length === 1);
    expect(store.committed).toEqual([['d1']]);
    await runner.stop(stopping);
  });

  it('records what a document fails with', async () => {
    const { runner, store, events, behaviour, until } = setUp(['d0', 'd1']);
    behaviour.of = async (id) => {
      if (id === 'd0') throw new CodedError('DOCUMENT_PARSE_TIMEOUT', 'Too slow.');
    };
    runner.start();
    await until(() => events.settled.length === 2);
    expect(store.failed).toEqual([{ documentId: 'd0', code: 'DOCUMENT_PARSE_TIMEOUT', detail: 'Too slow.' }]);
    expect(store.committed).toEqual([['d1']]);
    await runner.stop(stopping);
  });

  it('tries again what is not the fault of the document', async () => {
    const { runner, store, asked, behaviour, events, until } = setUp(['d0']);
    let failures = 3;
    behaviour.of = async () => {
      if (failures-- > 0) throw new CodedError('SERVER_NOT_READY', 'No thread could be started.');
    };
    runner.start();
    await until(() => events.settled.length === 1);
    expect(asked).toHaveLength(4);
    expect(store.committed).toEqual([['d0']]);
    await runner.stop(stopping);
  });

  it('lets go of what is called off, and records nothing for it', async () => {
    const { runner, store, behaviour, asked, events, until } = setUp(['d0', 'd1']);
    behaviour.of = (id, signal) => (id === 'd0' ? untilAborted(signal) : Promise.resolve());
    runner.start();
    await until(() => asked.length === 2);
    runner.callOff(({ documentId }) => documentId === 'd0', cancelled);
    await until(() => events.settled.length === 2);
    expect(store.failed).toEqual([]);
    expect(store.committed).toEqual([['d1']]);
    store.items.length = 0;
    await runner.stop(stopping);
  });

  it('leaves pending what is not committed when it is stopped', async () => {
    const { runner, store, behaviour, asked, until } = setUp(['d0']);
    behaviour.of = (_id, signal) => untilAborted(signal);
    runner.start();
    await until(() => asked.length === 1);
    await runner.stop(stopping);
    expect(store.items).toHaveLength(1);
    expect(store.failed).toEqual([]);
    expect(store.committed).toEqual([]);
  });
});
