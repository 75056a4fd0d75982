import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, apiClient } from '../support/api.ts';
import { docxBytes, docxParagraph } from '../support/docx.ts';
import { minimalPdf } from '../support/minimal-pdf.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';

let server: RunningServer;
let api: Api;

beforeAll(async () => {
  server = await startServer();
  api = apiClient(server.url);
});

afterAll(() => server.stop());

type Fields = Record<string, unknown>;

const add = (body: Fields, headers: Record<string, string> = {}) =>
  api('POST', '/api/documents?wait=indexed', body, headers);
const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64');

/** Ids of the documents that a search for words gives, by backend. */
async function found(text: string, fields: Fields = {}): Promise<Record<string, string[]>> {
  const ids: Record<string, string[]> = {};
  for (const backend of ['lexical', 'vector', 'hybrid']) {
    const { body } = await api('POST', '/api/query', { text, backend, top_k: 100, tool: 'search', ...fields });
    ids[backend] = body.sources.map((source: Fields) => String(source['document_id'])).sort();
  }
  return ids;
}

const everywhere = (...ids: string[]) => ({ lexical: ids, vector: ids, hybrid: ids });

describe('POST /api/documents', () => {
  it('answers 202 with the ingest, which ends with the document searchable', async () => {
    const { status, body, headers } = await api('POST', '/api/documents', { title: 'Otter', text: 'An otter swims.' });
    expect(status).toBe(202);
    expect(body).toMatchObject({ accepted: 1, rejected: [], documents: [{ status: 'accepted' }] });
    expect(headers.get('location')).toBe(`/api/ingests/${body.ingest_id}`);
    const events = await (await fetch(`${server.url}/api/ingests/${body.ingest_id}/events`)).text();
    expect(events).toContain('"state":"done"');
    const { body: document } = await api('GET', `/api/documents/${body.documents[0].id}`);
    expect(document).toMatchObject({ title: 'Otter', text: 'An otter swims.', status: 'indexed', enabled: true });
  });

  it('keeps a given id, and the same content twice is unchanged', async () => {
    const body = { id: 'badger/1 of 2', title: 'Badger', text: 'A badger digs.', tags: ['wild', 'wild'] };
    expect((await add(body)).body).toMatchObject({ documents: [{ id: 'badger/1 of 2', status: 'indexed' }] });
    const again = await add(body);
    expect(again.body).toMatchObject({ documents: [{ status: 'unchanged' }], ingest: { unchanged: 1, indexed: 0 } });
    const { body: document } = await api('GET', `/api/documents/${encodeURIComponent(body.id)}`);
    expect(document).toMatchObject({ id: body.id, revision: 1, tags: ['wild'] });
  });

  it('swaps the text of a document in one step: every answer meanwhile knows exactly one of them', async () => {
    const collection = 'swap';
    const version = (n: number) => ({ id: 'wren', collection, text: `The wren nests in place number ${n}.` });
    await add(version(0));
    let swapping = true;
    const seen: number[] = [];
    const asking = (async () => {
      while (swapping) {
        const { body } = await api('POST', '/api/query', { text: 'wren nests', collection, top_k: 10 });
        seen.push(body.sources.length);
      }
    })();
    for (let n = 1; n <= 8; n++) await add(version(n));
    swapping = false;
    await asking;
    expect(seen.length).toBeGreaterThan(3);
    expect(new Set(seen)).toEqual(new Set([1]));
    const { body } = await api('POST', '/api/query', { text: 'Where does the wren nest?', collection });
    expect(body.sources[0].text).toContain('number 8');
  });

  it('takes what can be read and rejects the rest by its place', async () => {
    const { status, body } = await add({
      documents: [
        { id: 'good-1', text: 'A heron waits.' },
        { id: 'empty', text: ' \n ' },
        { id: 'base64', content_base64: '%%%', content_type: 'text/plain' },
        { id: 'no-pdf', content_base64: base64('plain words'), content_type: 'application/pdf' },
        { id: 'picture', content_base64: base64('x'), content_type: 'image/png' },
        { id: 'good-1', text: 'The id a second time.' },
        { id: 'good-2', text: 'A heron flies.' },
      ],
    });
    expect(status).toBe(200);
    expect(body.documents).toEqual([
      { id: 'good-1', status: 'indexed' },
      { id: 'good-2', status: 'indexed' },
    ]);
    expect(body.rejected.map(({ index, code }: Fields) => [index, code])).toEqual([
      [1, 'DOCUMENT_EMPTY'],
      [2, 'DOCUMENT_BASE64_INVALID'],
      [3, 'DOCUMENT_PDF_INVALID'],
      [4, 'DOCUMENT_UNSUPPORTED_TYPE'],
      [5, 'DOCUMENT_DUPLICATE_ID'],
    ]);
    expect(await found('heron', { filters: { id: ['good-1', 'good-2'] } })).toEqual(everywhere('good-1', 'good-2'));
  });

  it('takes 1,000 documents in a call, and refuses 1,001 whole', async () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ id: `m${i}`, collection: 'many', text: `Number ${i} of a crowd.` }));
    const refused = await add({ documents: many(1_001) });
    expect(refused).toMatchObject({ status: 400, body: { issues: [{ path: 'documents' }] } });
    expect((await api('GET', '/api/documents?collection=many')).body.documents).toEqual([]);
    const taken = await add({ documents: many(1_000) });
    expect(taken.body).toMatchObject({ accepted: 1_000, ingest: { state: 'done', indexed: 1_000, failed: 0 } });
    const { body } = await api('POST', '/api/query', { text: 'crowd', collection: 'many', top_k: 100 });
    expect(body.sources).toHaveLength(100);
  });

  it('refuses a body over the limit by its announced length, before it is sent', async () => {
    const headers = { 'content-type': 'application/json', 'content-length': 33 * 1024 * 1024 };
    const sending = request(`${server.url}/api/documents`, { method: 'POST', headers });
    sending.on('error', () => sending.destroy());
    sending.write('{"text": "x');
    const [answer]: IncomingMessage[] = await once(sending, 'response');
    const problem = JSON.parse(answer === undefined ? '{}' : await text(answer));
    sending.destroy();
    expect(problem).toMatchObject({ status: 413, code: 'REQUEST_TOO_LARGE' });
    expect((await api('GET', '/ready')).status).toBe(200);
  });
});

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

describe('formats', () => {
  it.each<[string, Fields, string, string | null]>([
    ['text/plain', { text: 'The puffin lives on Skomer.' }, 'The puffin lives on Skomer.', null],
    ['text/markdown', { text: '# Birds\n\nThe **puffin** lives on [Skomer](x).' }, 'puffin', 'Birds'],
    [
      'text/html',
      { text: '<title>Isles</title><p>The puffin lives on <b>Skomer</b>.<script>no()</script>' },
      'Skomer',
      'Isles',
    ],
    ['application/json', { text: '{"bird": "puffin", "home": {"island": "Skomer"}}' }, 'Skomer', null],
    ['text/csv', { text: 'bird,island\npuffin,Skomer\nwren,St Kilda\n' }, 'Skomer', null],
    ['application/pdf', { content_base64: base64(minimalPdf(['The puffin lives on Skomer.'])) }, 'Skomer', null],
    [
      DOCX,
      { content_base64: base64(docxBytes(docxParagraph('The puffin lives on Skomer.'), 'Sea birds')) },
      'Skomer',
      'Sea birds',
    ],
  ])('reads %s', async (type, content, expected, title) => {
    const id = `puffin-${type.replaceAll('/', '.').slice(0, 40)}`;
    const { status, body } = await add({ id, collection: 'formats', content_type: type, ...content });
    expect({ status, state: body.documents }).toEqual({ status: 200, state: [{ id, status: 'indexed' }] });
    const { body: document } = await api('GET', `/api/documents/${id}`);
    expect(document.text).toContain(expected);
    expect(document.text).not.toMatch(/<|no\(\)/);
    if (title !== null) expect(document.title).toBe(title);
    const only = { collection: 'formats', filters: { id } };
    expect(await found('puffin Skomer', only)).toEqual(everywhere(id));
  });
});

describe('GET /api/documents', () => {
  it('gives the text, and the chunks as slices of it', async () => {
    const paragraphs = Array.from(
      { length: 40 },
      (_, i) => `Paragraph ${i} is about tides. ${'Water rises. '.repeat(30)}`,
    ).join('\n\n');
    await add({ id: 'tides', title: 'Tides', text: paragraphs });
    const { body } = await api('GET', '/api/documents/tides?chunks=true');
    expect(body.text).toContain('Paragraph 39');
    expect(body.chunks.length).toBe(body.chunk_count);
    expect(body.chunks.length).toBeGreaterThan(5);
    for (const chunk of body.chunks) expect(body.text.slice(chunk.start, chunk.end)).toBe(chunk.text);
    expect((await api('GET', '/api/documents/tides')).body.chunks).toBeUndefined();
  });

  it('lists by page, each document once, newest first', async () => {
    const documents = Array.from({ length: 7 }, (_, i) => ({ id: `p${i}`, collection: 'pages', text: `Page ${i}.` }));
    await add({ documents });
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const next: Awaited<ReturnType<Api>> = await api(
        'GET',
        `/api/documents?collection=pages&limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      seen.push(...next.body.documents.map(({ id }: Fields) => String(id)));
      cursor = next.body.next_cursor;
    }
    expect(seen.toSorted()).toEqual(documents.map(({ id }) => id));
  });

  it('lists by tag, collection and status', async () => {
    const bad = { id: 'ragged', content_type: 'application/pdf', content_base64: base64('%PDF-1.4 and then nothing') };
    await add({ documents: [{ id: 'tagged', text: 'A tag.', tags: ['rare'] }, bad] });
    const ids = async (query: string) =>
      (await api('GET', `/api/documents?${query}`)).body.documents.map(({ id }: Fields) => id);
    expect(await ids('tag=rare')).toEqual(['tagged']);
    expect(await ids('tag=rare&collection=elsewhere')).toEqual([]);
    expect(await ids('status=failed')).toEqual(['ragged']);
    const { body } = await api('GET', '/api/documents/ragged');
    expect(body).toMatchObject({ status: 'failed', error: { code: 'DOCUMENT_PDF_INVALID' }, indexed_revision: null });
  });

  it('is a 404 for an unknown id, in every operation', async () => {
    for (const [method, change] of [
      ['GET', undefined],
      ['PATCH', { enabled: true }],
      ['DELETE', undefined],
    ] as const) {
      const answer = await api(method, '/api/documents/nobody', change);
      expect(answer).toMatchObject({ status: 404, body: { code: 'DOCUMENT_NOT_FOUND' } });
    }
  });
});

describe('PATCH and DELETE /api/documents/{id}', () => {
  const collection = 'change';

  it('holds in every backend when the call returns', async () => {
    const kept = {
      id: 'kept',
      collection,
      text: 'A stoat turns white in winter.',
      tags: ['old'],
      metadata: { year: 1900 },
    };
    await add({ documents: [kept, { id: 'other', collection, text: 'A stoat turns brown in summer.' }] });
    const patch = (change: Fields) => api('PATCH', '/api/documents/kept', change);
    const byTag = (tag: string) => found('stoat turns', { collection, filters: { tags: tag } });
    expect((await patch({ tags: ['new', 'new'] })).body).toMatchObject({ tags: ['new'], metadata: { year: 1900 } });
    expect([await byTag('old'), await byTag('new')]).toEqual([everywhere(), everywhere('kept')]);
    await patch({ metadata: { year: 2000 } });
    const late = { collection, filters: { year: { gte: 1950 } } };
    expect(await found('stoat turns', late)).toEqual(everywhere('kept'));
    expect((await patch({ enabled: false })).body).toMatchObject({ enabled: false, status: 'indexed' });
    expect(await found('stoat turns', { collection })).toEqual(everywhere('other'));
    await patch({ enabled: true });
    expect(await found('stoat turns', { collection })).toEqual(everywhere('kept', 'other'));
  });

  it('stays disabled when the document is sent again', async () => {
    await api('PATCH', '/api/documents/other', { enabled: false });
    await add({ id: 'other', collection, text: 'A stoat turns brown in spring.' });
    expect(await found('stoat turns', { collection })).toEqual(everywhere('kept'));
    await api('PATCH', '/api/documents/other', { enabled: true });
    expect(await found('stoat turns', { collection })).toEqual(everywhere('kept', 'other'));
  });

  it.each([{}, { enabled: 'no' }, { title: 'x' }, { tags: 'new' }, { metadata: { a: {} } }])(
    'refuses %j and changes nothing',
    async (change) => {
      const before = await api('GET', '/api/documents/kept');
      expect((await api('PATCH', '/api/documents/kept', change)).status).toBe(400);
      expect((await api('GET', '/api/documents/kept')).body).toEqual(before.body);
    },
  );

  it('deletes from every backend, and the id is free again', async () => {
    expect((await api('DELETE', '/api/documents/kept')).body).toEqual({ status: 'deleted', id: 'kept' });
    expect(await found('stoat turns', { collection })).toEqual(everywhere('other'));
    expect((await api('GET', '/api/documents/kept')).status).toBe(404);
    await add({ id: 'kept', collection, text: 'A stoat turns up again.' });
    expect((await api('GET', '/api/documents/kept')).body).toMatchObject({
      tags: [],
      indexed_revision: expect.any(Number),
    });
    expect(await found('stoat turns', { collection })).toEqual(everywhere('kept', 'other'));
  });

  it('moves to another collection whole', async () => {
    await add({ id: 'kept', collection: 'moved', text: 'A stoat turns away.' });
    expect(await found('stoat turns', { collection })).toEqual(everywhere('other'));
    expect(await found('stoat turns', { collection: 'moved' })).toEqual(everywhere('kept'));
  });
});

describe('ingests', () => {
  /** A call that keeps the worker busy for a while. */
  const large = (prefix: string, count = 150) => ({
    documents: Array.from({ length: count }, (_, i) => ({
      id: `${prefix}-${i}`,
      collection: 'large',
      text: `Volume ${i}. ${'The sea was calm and the wind came from the west that day. '.repeat(250)}`,
    })),
  });

  it('tells its progress as events, from now to the end', async () => {
    const { body } = await api('POST', '/api/documents', large('sse', 40));
    const response = await fetch(`${server.url}/api/ingests/${body.ingest_id}/events`);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const events = (await response.text()).split('\n\n').filter((event) => event.startsWith('event: progress'));
    const states: Fields[] = events.map((event) => JSON.parse(/^data: (.*)$/m.exec(event)?.[1] ?? ''));
    const indexed = states.map((state) => Number(state['indexed']));
    expect(indexed).toEqual(indexed.toSorted((a, b) => a - b));
    expect(states.at(-1)).toMatchObject({
      ingest_id: body.ingest_id,
      state: 'done',
      total: 40,
      indexed: 40,
      failed: 0,
    });
    expect((await api('GET', `/api/ingests/${body.ingest_id}`)).body).toEqual(states.at(-1));
  });

  it('cancels what is not processed yet; what is searchable stays, and no more comes', async () => {
    const first = await api('POST', '/api/documents', large('first'));
    const second = await api('POST', '/api/documents', large('second', 20));
    const cancel = (id: string) => api('DELETE', `/api/ingests/${id}`);
    const behind = await cancel(second.body.ingest_id);
    expect(behind).toMatchObject({ status: 200, body: { state: 'cancelled', total: 20, indexed: 0 } });
    const front = await cancel(first.body.ingest_id);
    expect(front).toMatchObject({ status: 200, body: { state: 'cancelled', total: 150 } });
    expect(front.body.indexed).toBeLessThan(150);
    expect(await cancel(first.body.ingest_id)).toMatchObject({
      status: 409,
      body: { code: 'INGEST_ALREADY_FINISHED' },
    });
    await add({ id: 'after', text: 'Whatever was behind has had its turn.' });
    expect((await api('GET', `/api/ingests/${first.body.ingest_id}`)).body).toEqual(front.body);
    expect((await api('GET', '/api/documents?collection=large&status=pending')).body.documents).toEqual([]);
  });

  it('is a 404 for an unknown ingest, in every operation', async () => {
    for (const [method, path] of [
      ['GET', '/api/ingests/i_unknown'],
      ['GET', '/api/ingests/i_unknown/events'],
      ['DELETE', '/api/ingests/i_unknown'],
    ] as const) {
      expect(await api(method, path)).toMatchObject({ status: 404, body: { code: 'INGEST_NOT_FOUND' } });
    }
  });
});

describe('Idempotency-Key', () => {
  const key = { 'idempotency-key': 'a-key-of-the-caller' };

  it('gives the first answer again, and does the work once', async () => {
    const body = { title: 'Once', text: 'A curlew calls.' };
    const first = await api('POST', '/api/documents', body, key);
    const again = await api('POST', '/api/documents', body, key);
    expect([first.status, again.status]).toEqual([202, 202]);
    expect(again.body).toEqual(first.body);
    expect([first, again].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true']);
  });

  it('refuses the key for another request', async () => {
    const answer = await api('POST', '/api/documents', { text: 'Another call.' }, key);
    expect(answer).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  });

  it('lets one of many at once do the work', async () => {
    const body = { text: 'A dunlin runs along the shore.' };
    const headers = { 'idempotency-key': 'all-at-once' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => api('POST', '/api/documents', body, headers)));
    const taken = answers.filter(({ status }) => status === 202);
    expect(new Set(taken.map((answer) => answer.body.ingest_id)).size).toBe(1);
    for (const { status, body: problem } of answers) {
      if (status !== 202) expect(problem).toMatchObject({ status: 409, code: 'IDEMPOTENCY_IN_PROGRESS' });
    }
  });

  it('refuses a key that is none', async () => {
    const answer = await api('POST', '/api/documents', { text: 'x y' }, { 'idempotency-key': 'a b' });
    expect(answer).toMatchObject({ status: 400, body: { issues: [{ path: 'Idempotency-Key' }] } });
  });
});
