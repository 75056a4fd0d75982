import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ASKER } from '../../test/support/query-world.ts';
import { readSettings } from '../config/env.ts';
import { queryRequest } from '../core/query/query-request.ts';
import { compose, type Services } from './compose.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'queryloom-compose-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (env: Record<string, string> = {}) =>
  compose(readSettings({ DATA_DIR: folder, SAMPLE_DOCS: 'off', WORKERS: '1', ...env }));

const ask = ({ app }: Services, text: string) =>
  app.queries.run(queryRequest(text), ASKER, AbortSignal.timeout(10_000));

async function add({ app }: Services, documentId: string, text: string): Promise<void> {
  const scope = { tenant: ASKER.tenant, collection: 'default' };
  const given = { title: '', uri: null, tags: [], metadata: {}, contentType: 'text/plain', content: text };
  const { ingestId } = await app.ingests.accept(ASKER.tenant, [{ documentId, scope, ...given }]);
  await app.ingests.waitUntilFinished(ASKER.tenant, ingestId, AbortSignal.timeout(10_000));
}

describe('compose', () => {
  it('fills an empty store with the guides, answers from them, and fills it once', async () => {
    const first = await open({ SAMPLE_DOCS: 'on' });
    const { documents, chunks } = await first.greeting();
    expect(documents).toBeGreaterThan(3);
    expect(chunks).toBeGreaterThanOrEqual(documents);
    expect(await ask(first, 'What does the confidence mean?')).toMatchObject({ answered: true });
    const guides = await first.app.documents.list(ASKER.tenant, {
      collection: null,
      tag: 'guide',
      status: null,
      limit: 100,
      after: null,
    });
    expect(guides).toHaveLength(documents);
    await first.app.ingests.deleteDocument(ASKER.tenant, guides[0]?.documentId ?? '');
    await first.close();
    const second = await open({ SAMPLE_DOCS: 'on' });
    expect((await second.greeting()).documents).toBe(documents - 1);
    await second.close();
  });

  it('rebuilds every index from the records, with what was deleted and disabled', async () => {
    const first = await open();
    await add(first, 'kept', 'The lamp was built by Ada in 1850.');
    await add(first, 'deleted', 'The lamp was sold by Bert in 1860.');
    await add(first, 'disabled', 'The lamp was broken by Carl in 1870.');
    await first.app.ingests.deleteDocument(ASKER.tenant, 'deleted');
    await first.app.ingests.patchDocument(ASKER.tenant, 'disabled', { enabled: false });
    const before = await ask(first, 'Who built the lamp?');
    await first.close();
    const second = await open();
    const after = await ask(second, 'Who built the lamp?');
    expect(after.sources).toEqual(before.sources);
    expect(after.sources.map(({ documentId }) => documentId)).toEqual(['kept']);
    await second.app.ingests.patchDocument(ASKER.tenant, 'disabled', { enabled: true });
    expect((await ask(second, 'Who broke the lamp?')).sources.map(({ documentId }) => documentId)).toContain(
      'disabled',
    );
    await second.close();
  });

  it('keeps history over a restart, and none with HISTORY=off', async () => {
    const first = await open();
    const { queryId } = await ask(first, 'Who built the lamp?');
    await first.close();
    const second = await open({ HISTORY: 'off' });
    expect(await second.app.past.answer(ASKER.tenant, queryId)).toMatchObject({ queryId, answered: false });
    const forgotten = await ask(second, 'Who built the lamp?');
    await second.app.queries.settled();
    await expect(second.app.past.answer(ASKER.tenant, forgotten.queryId)).rejects.toMatchObject({
      code: 'QUERY_NOT_FOUND',
    });
    await second.close();
  });

  it('has checks that pass while it runs, and refuses a second one on its folder', async () => {
    const services = await open();
    expect(services.app.checks.map(({ name }) => name)).toEqual(['records', 'query_engine', 'embedder', 'event_bus']);
    for (const { check } of services.app.checks) await check(AbortSignal.timeout(1_000));
    await expect(open()).rejects.toMatchObject({ code: 'RECORDS_LOCKED' });
    await services.close();
  });
});
