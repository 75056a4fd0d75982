import { afterEach, describe, expect, it } from 'vitest';
import type { DocumentProcessor } from '../../ports/document-processor.ts';
import { manualScheduler } from '../../shared/scheduler.ts';
import { createWorkerProcessor, type WorkerProcessorOptions } from './worker-processor.ts';

const entry = new URL('./fixtures/document-thread.ts', import.meta.url);
const open: DocumentProcessor[] = [];

function setUp(options: Partial<WorkerProcessorOptions> = {}) {
  const scheduler = manualScheduler();
  const processor = createWorkerProcessor({
    entry,
    workerData: null,
    threads: 1,
    scheduler,
    timeoutMs: 1_000,
    ...options,
  });
  open.push(processor);
  const process = (content: string, signal?: AbortSignal) =>
    processor.process({ title: 'T', contentType: 'text/plain', content }, signal);
  return { scheduler, processor, process };
}

/** Lets the time limit pass once the thread is at work on something; `sleeping` counts the limits that run. */
async function passTheLimit(scheduler: ReturnType<typeof manualScheduler>, until: Promise<unknown>) {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  until.then(over, over);
  while (!isOver) {
    scheduler.advance(1_000);
    await scheduler.yieldToLoop();
  }
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((processor) => processor.close()));
});

describe('createWorkerProcessor', () => {
  it('answers each document of a batch with its own outcome', async () => {
    const { process } = setUp();
    const outcomes = await Promise.allSettled(['a', 'refuse', 'b', 'throw'].map((content) => process(content)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
    expect(outcomes[0]).toMatchObject({ value: { text: 'a' } });
    expect(outcomes[1]).toMatchObject({ reason: { code: 'DOCUMENT_EMPTY', message: 'There is nothing in it.' } });
    expect(outcomes[3]).toMatchObject({ reason: { code: 'DOCUMENT_PARSE_FAILED' } });
  });

  it('takes rejections nobody waited for as warnings of their document, and the thread goes on', async () => {
    const { process } = setUp();
    const [first, second] = await Promise.all([process('leave'), process('next')]);
    expect(first?.warnings).toEqual(['A part of the document could not be read: read ahead in vain']);
    expect(second).toMatchObject({ text: 'next', warnings: [] });
    expect(first?.title).toBe(second?.title);
  });

  it('spreads documents over its threads', async () => {
    const { process } = setUp({ threads: 2 });
    const documents = await Promise.all(Array.from({ length: 8 }, (_, i) => process(`document ${i}`)));
    expect(new Set(documents.map(({ title }) => title)).size).toBe(2);
    expect(documents.map(({ text }) => text)).toEqual(Array.from({ length: 8 }, (_, i) => `document ${i}`));
  });

  it.each(['die', 'eat'])('fails only the document that makes a thread %s, and replaces the thread', async (poison) => {
    const { process } = setUp({ resourceLimits: { maxOldGenerationSizeMb: 24 } });
    const outcomes = await Promise.allSettled(['a', poison, 'b'].map((content) => process(content)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({ reason: { code: 'DOCUMENT_PARSE_FAILED' } });
    await expect(process('c')).resolves.toMatchObject({ text: 'c' });
  });

  it('fails a document that takes too long, and replaces the thread', async () => {
    const { process, scheduler } = setUp();
    await process('thread is up');
    const hung = process('hang');
    await passTheLimit(scheduler, hung);
    await expect(hung).rejects.toMatchObject({ code: 'DOCUMENT_PARSE_TIMEOUT' });
    await expect(process('b')).resolves.toMatchObject({ text: 'b' });
  });

  it('does not blame a document for a thread that cannot start', async () => {
    const { process } = setUp({ workerData: 'fails to start' });
    await expect(process('a')).rejects.toMatchObject({ code: 'SERVER_NOT_READY' });
  });

  it('lets go of a document at once when its signal is aborted', async () => {
    const { process } = setUp();
    const controller = new AbortController();
    const hung = process('hang', controller.signal);
    controller.abort(new Error('not wanted'));
    await expect(hung).rejects.toThrow('not wanted');
    await expect(process('a', controller.signal)).rejects.toThrow('not wanted');
  });

  it('rejects what is in work and what waits when it is closed', async () => {
    const { process, processor } = setUp();
    await process('thread is up');
    const working = process('hang');
    await new Promise<void>((resolve) => setImmediate(resolve));
    const waiting = process('a');
    const both = Promise.allSettled([working, waiting]);
    await processor.close();
    for (const outcome of await both) expect(outcome).toMatchObject({ reason: { code: 'SERVER_STOPPING' } });
  });
});
