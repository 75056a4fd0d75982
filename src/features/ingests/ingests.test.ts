import { afterEach, expect, it } from 'vitest';
import { documentsApp } from '../../../test/support/documents-app.ts';
import { ingestWorlds } from '../../../test/support/ingest-world.ts';

const worlds = ingestWorlds();
afterEach(() => worlds.cleanUp());

async function setUp() {
  const world = await worlds.open(await worlds.folder());
  return { ...world, ...(await documentsApp(world)) };
}

it('answers the state of an ingest', async () => {
  const { call } = await setUp();
  const { body } = await call('POST', '/api/documents?wait=indexed', {
    documents: [{ text: 'fox' }, { text: 'poison' }],
  });
  const answer = await call('GET', `/api/ingests/${body.ingest_id}`);
  expect(answer).toMatchObject({
    status: 200,
    body: {
      state: 'done',
      total: 2,
      indexed: 1,
      failed: 1,
      unchanged: 0,
      errors: [{ index: 1, code: 'DOCUMENT_PARSE_FAILED' }],
    },
  });
  expect(Date.parse(answer.body.finished_at)).toBeGreaterThanOrEqual(Date.parse(answer.body.started_at));
});

it('streams progress until the ingest has ended', async () => {
  const { call, processor } = await setUp();
  processor.hold('turtle');
  const { body } = await call('POST', '/api/documents', { documents: [{ text: 'fox' }, { text: 'turtle' }] });
  const streaming = call('GET', `/api/ingests/${body.ingest_id}/events`);
  while (processor.heldCount === 0) await new Promise<void>((resolve) => setImmediate(resolve));
  processor.release();
  const stream = await streaming;
  expect(stream.headers['content-type']).toContain('text/event-stream');
  const events = stream.body.trim().split('\n\n');
  expect(events.every((event: string) => event.startsWith('event: progress\ndata: {'))).toBe(true);
  expect(JSON.parse(events.at(-1).split('data: ')[1])).toMatchObject({ state: 'done', indexed: 2 });
});

it('cancels what is not processed, and says so when there is nothing left to cancel', async () => {
  const { call, processor } = await setUp();
  processor.hold('turtle');
  const { body } = await call('POST', '/api/documents', { text: 'turtle' });
  expect(await call('DELETE', `/api/ingests/${body.ingest_id}`)).toMatchObject({
    status: 200,
    body: { state: 'cancelled' },
  });
  expect(await call('DELETE', `/api/ingests/${body.ingest_id}`)).toMatchObject({
    status: 409,
    body: { code: 'INGEST_ALREADY_FINISHED' },
  });
});

it('is a plain 404 for unknown ids and those of another tenant', async () => {
  const { call } = await setUp();
  const { body } = await call('POST', '/api/documents?wait=indexed', { text: 'fox' });
  for (const [id, headers] of [
    ['i_unknown', {}],
    [body.ingest_id, { 'x-tenant': 'other' }],
  ] as const) {
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/events'],
      ['DELETE', ''],
    ] as const) {
      expect(await call(method, `/api/ingests/${id}${path}`, undefined, headers)).toMatchObject({
        status: 404,
        body: { code: 'INGEST_NOT_FOUND' },
      });
    }
  }
});
