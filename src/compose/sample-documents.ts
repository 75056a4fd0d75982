import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IngestService } from '../core/ingest/ingest-service.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import { DEFAULT_COLLECTION, DEFAULT_TENANT } from '../ports/scope.ts';
import { GUIDES_FOLDER } from './model-folder.ts';

/** The guides are a few pages: longer means that something is wrong, and the server starts without them. */
const FILL_MS_MAX = 30_000;

/** Puts Queryloom's own guides into a store that never had a document, and waits until they answer. */
export async function fillEmptyStore(ingests: IngestService, documents: DocumentStore): Promise<void> {
  const any = await documents.list(DEFAULT_TENANT, {
    collection: null,
    tag: null,
    status: null,
    limit: 1,
    after: null,
  });
  if (any.length > 0) return;
  const names = (await readdir(GUIDES_FOLDER)).filter((name) => name.endsWith('.md')).sort();
  const guides = await Promise.all(
    names.map(async (name) => toDocument(name, await readFile(join(GUIDES_FOLDER, name), 'utf8'))),
  );
  const { ingestId } = await ingests.accept(DEFAULT_TENANT, guides);
  await ingests.waitUntilFinished(DEFAULT_TENANT, ingestId, AbortSignal.timeout(FILL_MS_MAX));
}

function toDocument(name: string, text: string) {
  return {
    documentId: `guide-${name.replace(/\.md$/, '')}`,
    scope: { tenant: DEFAULT_TENANT, collection: DEFAULT_COLLECTION },
    title: /^# (.+)$/m.exec(text)?.[1] ?? name,
    uri: `docs/guides/${name}`,
    tags: ['guide'],
    metadata: {},
    contentType: 'text/markdown',
    content: text,
  };
}
