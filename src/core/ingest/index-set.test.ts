import { describe, expect, it } from 'vitest';
import { SCOPE, searchWorld } from '../../../test/support/search-world.ts';
import { featuresOf } from '../../../test/support/word-model.ts';
import type { DocumentRecord, DocumentStore, IndexedDocument } from '../../ports/document-store.ts';
import type { Scope } from '../../ports/scope.ts';
import { systemClock } from '../../shared/clock.ts';
import { systemScheduler } from '../../shared/scheduler.ts';
import { createIndexSet, type Publication } from './index-set.ts';

let nextChunk = 1;

function recordOf(documentId: string, change: Partial<DocumentRecord> = {}): DocumentRecord {
  return {
    ...{
      documentId,
      scope: SCOPE,
      title: '',
      uri: null,
      tags: [],
      metadata: {},
      enabled: true,
      contentType: 'text/plain',
    },
    ...{
      contentHash: '',
      language: null,
      status: 'indexed',
      error: null,
      warnings: [],
      revision: 1,
      indexedRevision: 1,
    },
    ...{ chunkCount: 0, textLength: 0, createdAtMs: 0, updatedAtMs: 0 },
    ...change,
  };
}

function setUp() {
  const world = searchWorld();
  const indexes = createIndexSet({ ...world.ports, clock: systemClock, scheduler: systemScheduler });
  const publication = async (
    documentId: string,
    texts: readonly string[],
    change: Partial<DocumentRecord> = {},
    formerScope: Scope | null = null,
  ): Promise<Publication> => ({
    record: recordOf(documentId, change),
    chunks: texts.map(() => nextChunk++),
    features: await Promise.all(texts.map((text) => featuresOf(world.model, text))),
    lexicon: { entities: [{ text: `Name of ${documentId}`, count: 1 }], abbreviations: [] },
    formerScope,
  });
  return { ...world, indexes, publication };
}

/** A store that only gives pages of searchable documents. */
function pagesOf(documents: readonly IndexedDocument[], pageLength: number): Pick<DocumentStore, 'indexed'> {
  const indexed: DocumentStore['indexed'] = async (after) => {
    const start = after ?? 0;
    const end = start + pageLength;
    return { documents: documents.slice(start, end), cursor: end < documents.length ? end : null };
  };
  return { indexed };
}

describe('publish', () => {
  it('makes documents searchable in every index, and only in their scope', async () => {
    const { indexes, publication, search } = setUp();
    await indexes.publish([
      await publication('a', ['silver fox', 'red fox']),
      await publication('b', ['green turtle']),
    ]);
    expect(await search('fox')).toMatchObject({ lexical: ['a'], vector: ['a', 'b'] });
    expect(await search('turtle')).toMatchObject({ lexical: ['b'], vector: ['b', 'a'] });
    expect(await search('fox', null, { ...SCOPE, tenant: 'other' })).toEqual({ lexical: [], vector: [] });
  });

  it('replaces the revision before in one step: no search sees both or neither', async () => {
    const { indexes, publication, ports, search } = setUp();
    const old = Array.from({ length: 200 }, () => 'old words here');
    await indexes.publish([await publication('a', old)]);
    const publishing = indexes.publish([
      await publication(
        'a',
        old.map(() => 'new words here'),
      ),
    ]);
    let isOver = false;
    void publishing.then(() => {
      isOver = true;
    });
    const seen = new Set<string>();
    while (!isOver) {
      const { lexical: before } = await search('old');
      const { lexical: after } = await search('new');
      seen.add(`${before.length} ${after.length}`);
      await systemScheduler.yieldToLoop();
    }
    expect([...seen]).toEqual(['1 0', '0 1']);
    expect(ports.catalogue.find(SCOPE)?.chunkCount).toBe(200);
    expect(ports.late.chunkCount(SCOPE)).toBe(200);
    expect((await ports.lexical.statistics(SCOPE)).chunkCount).toBe(200);
  });

  it('moves a document to another collection in one step', async () => {
    const { indexes, publication, search, ports } = setUp();
    const elsewhere = { ...SCOPE, collection: 'archive' };
    await indexes.publish([await publication('a', ['silver fox'])]);
    await indexes.publish([await publication('a', ['silver fox'], { scope: elsewhere }, SCOPE)]);
    expect(await search('fox')).toEqual({ lexical: [], vector: [] });
    expect(await search('fox', null, elsewhere)).toEqual({ lexical: ['a'], vector: ['a'] });
    expect(ports.late.chunkCount(SCOPE)).toBe(0);
  });

  it('only renews the facts of what is there already', async () => {
    const { indexes, publication, search, ports } = setUp();
    const first = await publication('a', ['silver fox']);
    await indexes.publish([first]);
    await indexes.publish([{ ...first, record: recordOf('a', { tags: ['x'] }) }]);
    expect(await search('fox', { op: 'eq', field: 'tags', value: 'x' })).toEqual({ lexical: ['a'], vector: ['a'] });
    expect((await ports.lexical.statistics(SCOPE)).chunkCount).toBe(1);
  });

  it('keeps the revision before when an index fails, and succeeds when it is tried again', async () => {
    const { indexes, ports, publication, search } = setUp();
    await indexes.publish([await publication('a', ['old words'])]);
    const add = ports.vectors.add.bind(ports.vectors);
    ports.vectors.add = async () => {
      ports.vectors.add = add;
      throw new Error('full');
    };
    const renewed = await publication('a', ['new words']);
    await expect(indexes.publish([renewed])).rejects.toThrow('full');
    expect(await search('old')).toMatchObject({ lexical: ['a'], vector: ['a'] });
    expect(await search('new')).toMatchObject({ lexical: [] });
    await indexes.publish([renewed]);
    expect(await search('new')).toMatchObject({ lexical: ['a'], vector: ['a'] });
    expect((await ports.lexical.statistics(SCOPE)).chunkCount).toBe(1);
  });
});

describe('retire', () => {
  it('hides a document before anything is awaited, and frees all it took', async () => {
    const { indexes, publication, search, ports } = setUp();
    await indexes.publish([await publication('a', ['silver fox']), await publication('b', ['red fox'])]);
    const retiring = indexes.retire(SCOPE.tenant, 'a');
    expect(ports.catalogue.find(SCOPE)?.select(null).count()).toBe(1);
    await retiring;
    expect(await search('fox')).toEqual({ lexical: ['b'], vector: ['b'] });
    await indexes.retire(SCOPE.tenant, 'b');
    expect(ports.catalogue.find(SCOPE)).toBeUndefined();
    expect(ports.late.chunkCount(SCOPE)).toBe(0);
  });

  it('leaves other tenants alone', async () => {
    const { indexes, publication, search } = setUp();
    const foreign = { ...SCOPE, tenant: 'other' };
    await indexes.publish([await publication('a', ['silver fox'], { scope: foreign })]);
    await indexes.retire(SCOPE.tenant, 'a');
    expect(await search('fox', null, foreign)).toEqual({ lexical: ['a'], vector: ['a'] });
  });
});

describe('setFacts', () => {
  it('disables and enables, and filters hold in every index alike', async () => {
    const { indexes, publication, search } = setUp();
    await indexes.publish([await publication('a', ['silver fox']), await publication('b', ['red fox'])]);
    await indexes.setFacts(recordOf('a', { enabled: false }));
    expect(await search('fox')).toEqual({ lexical: ['b'], vector: ['b'] });
    await indexes.setFacts(recordOf('a', { metadata: { year: 2020 } }));
    const filter = { op: 'gte', field: 'year', value: 2020 } as const;
    expect(await search('fox', filter)).toEqual({ lexical: ['a'], vector: ['a'] });
  });
});

describe('the lexicon', () => {
  const names = ({ ports }: ReturnType<typeof setUp>, scope = SCOPE) =>
    ports.lexicon.entities(scope, { prefix: '', limit: 10 }).map(({ text }) => text);
  const zinc = { entities: [{ text: 'Zinc', count: 1 }], abbreviations: [] };

  it('comes and goes with its document, in the step that is seen', async () => {
    const world = setUp();
    const { indexes, publication, ports } = world;
    await indexes.publish([await publication('a', ['silver fox']), await publication('b', ['red fox'])]);
    expect(names(world)).toEqual(['Name of a', 'Name of b']);
    const retiring = indexes.retire(SCOPE.tenant, 'a');
    expect(names(world)).toEqual(['Name of b']);
    await retiring;
    await indexes.publish([{ ...(await publication('b', ['green turtle'])), lexicon: zinc }]);
    expect(names(world)).toEqual(['Zinc']);
    expect(ports.catalogue.find(SCOPE)?.documentCount).toBe(1);
  });

  it('hides the names of a disabled document, also when it was disabled while its next revision came', async () => {
    const world = setUp();
    const { indexes, publication } = world;
    await indexes.publish([await publication('a', ['silver fox'])]);
    await indexes.setFacts(recordOf('a', { enabled: false }));
    expect(names(world)).toEqual([]);
    const publishing = indexes.publish([
      await publication(
        'a',
        Array.from({ length: 200 }, () => 'old words'),
      ),
    ]);
    await Promise.all([publishing, indexes.setFacts(recordOf('a', { enabled: false }))]);
    expect(names(world)).toEqual([]);
    await indexes.setFacts(recordOf('a'));
    expect(names(world)).toEqual(['Name of a']);
  });

  it('moves with its document to another collection', async () => {
    const world = setUp();
    const other = { ...SCOPE, collection: 'other' };
    await world.indexes.publish([await world.publication('a', ['silver fox'])]);
    await world.indexes.publish([await world.publication('a', ['silver fox'], { scope: other }, SCOPE)]);
    expect([names(world), names(world, other)]).toEqual([[], ['Name of a']]);
  });

  it('may be brought later, unless the document has gone or changed meanwhile', async () => {
    const world = setUp();
    const { indexes, publication } = world;
    const first = { ...(await publication('a', ['silver fox'])), lexicon: null };
    await indexes.publish([first]);
    expect(names(world)).toEqual([]);
    await indexes.setLexicon(first.record, first.chunks, zinc);
    expect(names(world)).toEqual(['Zinc']);
    await indexes.publish([await publication('a', ['red fox'])]);
    await indexes.setLexicon(first.record, first.chunks, zinc);
    expect(names(world)).toEqual(['Name of a']);
    await indexes.retire(SCOPE.tenant, 'a');
    await indexes.setLexicon(first.record, first.chunks, zinc);
    expect(names(world)).toEqual([]);
  });
});

describe('rebuild', () => {
  it('publishes every page, and lets a delete that came meanwhile win', async () => {
    const { indexes, publication, search, ports } = setUp();
    const documents = await Promise.all(
      Array.from({ length: 50 }, (_, i) => publication(`d${i}`, ['red fox', `number${i}`])),
    );
    const rebuilding = indexes.rebuild(pagesOf(documents, 20), new AbortController().signal);
    const retiring = indexes.retire(SCOPE.tenant, 'd7');
    await expect(rebuilding).resolves.toEqual({ documents: 50, chunks: 100 });
    await retiring;
    expect(ports.catalogue.find(SCOPE)?.documentCount).toBe(49);
    expect((await search('number7')).lexical).toEqual([]);
    expect((await search('number8')).lexical).toEqual(['d8']);
  });

  it('ends with the reason of its signal', async () => {
    const { indexes, publication } = setUp();
    const documents = [await publication('a', ['red fox'])];
    const rebuilding = indexes.rebuild(pagesOf(documents, 1), AbortSignal.abort(new Error('stopping')));
    await expect(rebuilding).rejects.toThrow('stopping');
  });
});
