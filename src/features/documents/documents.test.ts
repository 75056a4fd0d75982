import { afterEach, describe, expect, it } from 'vitest';
import { documentsApp } from '../../../test/support/documents-app.ts';
import { ingestWorlds } from '../../../test/support/ingest-world.ts';

const worlds = ingestWorlds();
afterEach(() => worlds.cleanUp());

async function setUp(change: Parameters<typeof worlds.open>[1] = {}) {
  const world = await worlds.open(await worlds.folder(), change);
  return { ...world, ...(await documentsApp(world)) };
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('POST /api/documents', () => {
  it('answers 202 for one document, and names its ingest', async () => {
    const { call } = await setUp();
    const answer = await call('POST', '/api/documents', { id: 'a', title: 'Fox', text: 'A silver fox.' });
    expect(answer).toMatchObject({
      status: 202,
      body: { accepted: 1, rejected: [], documents: [{ id: 'a', status: 'accepted' }] },
    });
    expect(answer.headers.location).toBe(`/api/ingests/${answer.body.ingest_id}`);
  });

  it('keeps a title on one line, without what cannot be seen', async () => {
    const { call } = await setUp();
    await call('POST', '/api/documents?wait=indexed', {
      id: 'a',
      title: ' Silver\u0000\u202e\u200b\n fox ',
      text: 'A fox.',
    });
    expect((await call('GET', '/api/documents/a')).body.title).toBe('Silver fox');
  });

  it('answers 200 with wait=indexed when all is searchable', async () => {
    const { call, search } = await setUp();
    const documents = [
      { id: 'a', text: 'silver fox' },
      { id: 'b', text: 'poison' },
      { id: 'c', text: 'red fox' },
    ];
    const answer = await call('POST', '/api/documents?wait=indexed', { documents });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        accepted: 3,
        documents: [
          { id: 'a', status: 'indexed' },
          { id: 'b', status: 'failed' },
          { id: 'c', status: 'indexed' },
        ],
        ingest: { state: 'done', indexed: 2, failed: 1, errors: [{ document_id: 'b', code: 'DOCUMENT_PARSE_FAILED' }] },
      },
    });
    expect((await search('fox')).lexical.toSorted()).toEqual(['a', 'c']);
  });

  it('is unchanged when the same content comes twice, with or without an id', async () => {
    const { call } = await setUp();
    const body = { documents: [{ text: 'silver fox' }, { id: 'b', text: 'red fox' }] };
    const first = await call('POST', '/api/documents?wait=indexed', body);
    const second = await call('POST', '/api/documents?wait=indexed', body);
    expect(second.body.documents).toEqual(
      first.body.documents.map(({ id }: { id: string }) => ({ id, status: 'unchanged' })),
    );
  });

  it('rejects content alone and takes the rest, with the places of the call', async () => {
    const { call } = await setUp();
    const documents = [
      { id: 'a', content_base64: base64('unreadable'), content_type: 'application/pdf' },
      { id: 'b', text: 'silver fox' },
      { id: 'b', text: 'the same id' },
      { content_base64: '%%%', content_type: 'text/plain' },
      { text: '  ' },
      { content_base64: base64('green turtle'), content_type: 'text/plain' },
    ];
    const { status, body } = await call('POST', '/api/documents', { documents });
    expect(status).toBe(202);
    expect(body.rejected).toMatchObject([
      { index: 0, code: 'DOCUMENT_PDF_INVALID' },
      { index: 2, code: 'DOCUMENT_DUPLICATE_ID' },
      { index: 3, code: 'DOCUMENT_BASE64_INVALID' },
      { index: 4, code: 'DOCUMENT_EMPTY' },
    ]);
    expect(body.accepted).toBe(2);
  });

  it('is a 422 with an issue a document when none can be taken', async () => {
    const { call } = await setUp();
    const documents = [
      { text: ' ' },
      { content_base64: '=', content_type: 'text/plain' },
      { text: 'x', content_type: 'image/png' },
    ];
    const { status, body } = await call('POST', '/api/documents', { documents });
    expect(status).toBe(422);
    expect(body.code).toBe('DOCUMENT_ALL_REJECTED');
    expect(body.issues.map(({ path }: { path: string }) => path)).toEqual([
      'documents.0.text',
      'documents.1.content_base64',
      'documents.2.content_type',
    ]);
    const single = await call('POST', '/api/documents', { text: ' ' });
    expect(single).toMatchObject({ status: 422, body: { issues: [{ path: 'text' }] } });
  });

  it.each<[string, object, string]>([
    ['an unknown field', { text: 'x', colour: 'red' }, 'colour'],
    ['an unknown field in a list', { documents: [{ text: 'x' }, { text: 'x', colour: 'red' }] }, 'documents.1.colour'],
    ['no content', { title: 'x' }, 'text'],
    ['no content in a list', { documents: [{ title: 'x' }] }, 'documents.0.text'],
    ['two contents', { text: 'x', content_base64: 'eA==', content_type: 'text/plain' }, 'content_base64'],
    ['bytes without a type', { content_base64: 'eA==' }, 'content_type'],
    ['one and many', { text: 'x', documents: [{ text: 'x' }] }, 'text'],
    ['an empty list', { documents: [] }, 'documents'],
    ['too many', { documents: Array.from({ length: 1_001 }, () => ({ text: 'x' })) }, 'documents'],
    ['an id with space at its end', { id: 'a b ', text: 'x' }, 'id'],
    ['an id with a line break', { id: 'a\nb', text: 'x' }, 'id'],
    ['an id that is too long', { id: 'a'.repeat(257), text: 'x' }, 'id'],
    ['too many tags', { text: 'x', tags: Array.from({ length: 65 }, (_, i) => `t${i}`) }, 'tags'],
    ['a tag that is too long', { text: 'x', tags: ['t'.repeat(129)] }, 'tags.0'],
    ['an object in metadata', { text: 'x', metadata: { a: { b: 1 } } }, 'metadata.a'],
    ['null in metadata', { text: 'x', metadata: { a: null } }, 'metadata.a'],
    ['a collection that is a path', { text: 'x', collection: '../etc' }, 'collection'],
    ['a URI that runs code', { text: 'x', uri: ' JavaScript:alert(1)' }, 'uri'],
  ])('refuses %s with a 400 that names it', async (_name, body, path) => {
    const { call } = await setUp();
    const answer = await call('POST', '/api/documents', body);
    expect(answer.status).toBe(400);
    expect(answer.body.issues.map((issue: { path: string }) => issue.path)).toContain(path);
  });

  it('takes what the limits allow', async () => {
    const { call } = await setUp();
    const body = {
      id: `${'ü'.repeat(255)}!`,
      text: 'x',
      uri: 'https://example.org/a?b=c',
      tags: Array.from({ length: 64 }, (_, i) => `${i}`.padEnd(128, 't')),
      metadata: Object.fromEntries(Array.from({ length: 64 }, (_, i) => [`k${i}`, [i, 'v', true]])),
      collection: 'my.shelf-1',
    };
    const answer = await call('POST', '/api/documents?wait=indexed', body);
    expect(answer.status).toBe(200);
    const read = await call('GET', `/api/documents/${encodeURIComponent(body.id)}`);
    expect(read.body).toMatchObject({ tags: body.tags, metadata: body.metadata, collection: body.collection });
  });

  it('answers the same request again by its Idempotency-Key', async () => {
    const { call } = await setUp();
    const headers = { 'idempotency-key': 'k1' };
    const first = await call('POST', '/api/documents', { text: 'silver fox' }, headers);
    const second = await call('POST', '/api/documents', { text: 'silver fox' }, headers);
    expect(second.body).toEqual(first.body);
  });

  it('is a 503 with Retry-After when too much waits', async () => {
    const { call, processor } = await setUp({ ports: { queueLimits: { itemsMax: 1, contentBytesMax: 1_000 } } });
    processor.hold('fox');
    await call('POST', '/api/documents', { text: 'fox' });
    const answer = await call('POST', '/api/documents', { text: 'turtle' });
    expect(answer).toMatchObject({ status: 503, body: { code: 'INGEST_QUEUE_FULL' } });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  });
});

describe('reading documents', () => {
  it('gives a document with its text, and its passages when asked', async () => {
    const { call } = await setUp();
    await call('POST', '/api/documents?wait=indexed', {
      id: 'a/b',
      title: 'Fox',
      text: 'A silver fox.',
      tags: ['x', 'x'],
    });
    const { status, body } = await call('GET', '/api/documents/a%2Fb?chunks=true');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: 'a/b',
      title: 'Fox',
      text: 'A silver fox.',
      status: 'indexed',
      tags: ['x'],
      chunk_count: 1,
    });
    expect(body.chunks).toMatchObject([{ index: 0, start: 0, end: 13, text: 'A silver fox.' }]);
    expect((await call('GET', '/api/documents/a%2Fb')).body.chunks).toBeUndefined();
    expect(new Date(body.created_at).toISOString()).toBe(body.created_at);
  });

  it('lists newest first, page by page, by collection, tag and status', async () => {
    const { call } = await setUp();
    for (const [id, tags, collection] of [
      ['a', ['x'], 'one'],
      ['b', [], 'two'],
      ['c', ['x'], 'two'],
    ] as const) {
      await call('POST', '/api/documents?wait=indexed', { id, tags, collection, text: `text of ${id}` });
    }
    await call('POST', '/api/documents?wait=indexed', { id: 'd', collection: 'one', text: 'poison' });
    const ids = async (query: string) => {
      const { body } = await call('GET', `/api/documents?${query}`);
      return body.documents.map(({ id }: { id: string }) => id).toSorted();
    };
    expect(await ids('collection=two')).toEqual(['b', 'c']);
    expect(await ids('tag=x')).toEqual(['a', 'c']);
    expect(await ids('status=failed')).toEqual(['d']);
    const first = await call('GET', '/api/documents?limit=3');
    const second = await call('GET', `/api/documents?limit=3&cursor=${first.body.next_cursor}`);
    expect([...first.body.documents, ...second.body.documents].map(({ id }) => id).toSorted()).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]);
    expect(second.body.next_cursor).toBeNull();
    expect(await call('GET', '/api/documents?cursor=nonsense')).toMatchObject({ status: 400 });
  });

  it('answers another tenant exactly as for an unknown id', async () => {
    const { call } = await setUp();
    await call('POST', '/api/documents?wait=indexed', { id: 'a', text: 'silver fox' });
    const other = { 'x-tenant': 'other', 'x-request-id': 'same' };
    for (const method of ['GET', 'DELETE'] as const) {
      const foreign = await call(method, '/api/documents/a', undefined, other);
      const unknown = await call(method, '/api/documents/z', undefined, other);
      expect(foreign.status).toBe(404);
      expect(JSON.stringify(foreign.body).replaceAll('/a"', '/z"').replaceAll('\\"a\\"', '\\"z\\"')).toBe(
        JSON.stringify(unknown.body),
      );
    }
    expect((await call('GET', '/api/documents', undefined, other)).body.documents).toEqual([]);
    expect((await call('GET', '/api/documents/a')).status).toBe(200);
  });
});

describe('changing documents', () => {
  it('patches tags, metadata and visibility in every index', async () => {
    const { call, search } = await setUp();
    await call('POST', '/api/documents?wait=indexed', { id: 'a', text: 'silver fox', tags: ['old'] });
    const patched = await call('PATCH', '/api/documents/a', { tags: ['new'], metadata: { year: 2020 } });
    expect(patched).toMatchObject({ status: 200, body: { tags: ['new'], metadata: { year: 2020 }, enabled: true } });
    expect(await search('fox', { op: 'eq', field: 'tags', value: 'new' })).toEqual({ lexical: ['a'], vector: ['a'] });
    expect(await search('fox', { op: 'eq', field: 'tags', value: 'old' })).toEqual({ lexical: [], vector: [] });
    expect(await call('PATCH', '/api/documents/a', { enabled: false })).toMatchObject({ body: { enabled: false } });
    expect(await search('fox')).toEqual({ lexical: [], vector: [] });
  });

  it.each([{}, { title: 'x' }, { enabled: 'yes' }, { tags: 'x' }])('refuses the patch %j', async (body) => {
    const { call } = await setUp();
    await call('POST', '/api/documents?wait=indexed', { id: 'a', text: 'silver fox' });
    expect(await call('PATCH', '/api/documents/a', body)).toMatchObject({ status: 400 });
  });

  it('deletes a document from every index, once', async () => {
    const { call, search } = await setUp();
    await call('POST', '/api/documents?wait=indexed', { id: 'a', text: 'silver fox' });
    expect(await call('DELETE', '/api/documents/a')).toMatchObject({
      status: 200,
      body: { status: 'deleted', id: 'a' },
    });
    expect(await search('fox')).toEqual({ lexical: [], vector: [] });
    expect(await call('DELETE', '/api/documents/a')).toMatchObject({
      status: 404,
      body: { code: 'DOCUMENT_NOT_FOUND' },
    });
  });
});
