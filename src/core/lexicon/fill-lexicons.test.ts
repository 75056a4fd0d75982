import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newDocument, openIngestWorld } from '../../../test/support/ingest-world.ts';
import { SCOPE } from '../../../test/support/search-world.ts';
import { systemScheduler } from '../../shared/scheduler.ts';
import { fillLexicons } from './fill-lexicons.ts';

let dataDir = '';
let world: Awaited<ReturnType<typeof openIngestWorld>>;
const RUN = new AbortController().signal;

/** A world over documents whose lexicons were never kept. */
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'queryloom-fill-'));
  const before = await openIngestWorld(dataDir);
  const texts = ['the lamp of Ada Quill', 'the mill of Bertram Stone', 'the bell of Cora Flint'];
  const { ingestId } = await before.service.accept(
    SCOPE.tenant,
    texts.map((text, i) => newDocument(`d${i}`, text)),
  );
  await before.service.waitUntilFinished(SCOPE.tenant, ingestId, AbortSignal.timeout(60_000));
  await before.close();
  const database = new DatabaseSync(join(dataDir, 'data.sqlite'));
  database.exec('DELETE FROM document_lexicons');
  database.close();
  world = await openIngestWorld(dataDir);
});

afterEach(async () => {
  await world.close();
  rmSync(dataDir, { recursive: true });
});

const ports = () => ({ documents: world.documents, indexes: world.indexes, scheduler: systemScheduler });
const names = () => world.ports.lexicon.entities(SCOPE, { prefix: '', limit: 10 }).map(({ text }) => text);

describe('fillLexicons', () => {
  it('finds the names of every document that has none, once', async () => {
    expect(names()).toEqual([]);
    expect(await fillLexicons(ports(), RUN)).toBe(3);
    expect(names()).toEqual(['Ada Quill', 'Bertram Stone', 'Cora Flint']);
    expect(await fillLexicons(ports(), RUN)).toBe(0);
    await world.close();
    world = await openIngestWorld(dataDir);
    expect(names()).toEqual(['Ada Quill', 'Bertram Stone', 'Cora Flint']);
  });

  it('passes over what goes meanwhile, and ends when it is told to', async () => {
    const { documents } = world;
    const leaving = {
      ...ports(),
      documents: {
        withoutLexicon: documents.withoutLexicon.bind(documents),
        saveLexicon: documents.saveLexicon.bind(documents),
        async chunksOf(tenant: string, documentId: string) {
          const chunks = await documents.chunksOf(tenant, documentId);
          if (documentId === 'd1') await world.service.deleteDocument(tenant, 'd1');
          return chunks;
        },
      },
    };
    expect(await fillLexicons(leaving, AbortSignal.abort())).toBe(0);
    expect(await fillLexicons(leaving, RUN)).toBe(2);
    expect(names()).toEqual(['Ada Quill', 'Cora Flint']);
  });
});
