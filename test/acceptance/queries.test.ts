import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, apiClient } from '../support/api.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';

let server: RunningServer;
let api: Api;

const LIGHTHOUSES = [
  {
    id: 'fastnet',
    title: 'Fastnet Rock',
    tags: ['ireland'],
    metadata: { year: 1904, height: 54 },
    text: 'The lighthouse on Fastnet Rock was first lit in 1904. Its tower is built of Cornish granite and stands fifty-four metres high.',
  },
  {
    id: 'eddystone',
    title: 'Eddystone',
    tags: ['england'],
    metadata: { year: 1882, height: 49 },
    text: 'The fourth Eddystone lighthouse was designed by James Douglass and completed in 1882. The stump of the third tower still stands beside it.',
  },
  {
    id: 'bell-rock',
    title: 'Bell Rock',
    tags: ['scotland'],
    metadata: { year: 1810, height: 35 },
    text: 'Bell Rock was built by Robert Stevenson between 1807 and 1810. It is the oldest surviving sea-washed lighthouse in the world.',
  },
];

beforeAll(async () => {
  server = await startServer();
  api = apiClient(server.url);
  const { status } = await api('POST', '/api/documents?wait=indexed', { documents: LIGHTHOUSES });
  expect(status).toBe(200);
});

afterAll(() => server.stop());

const ask = (text: string, fields: Record<string, unknown> = {}) => api('POST', '/api/query', { text, ...fields });

describe('POST /api/query', () => {
  it.each(['bare', 'fast', 'fused', 'auto'])('answers with its source in pattern %s', async (pattern) => {
    const { status, body } = await ask('Who designed the fourth Eddystone lighthouse?', { pattern, cache: 'bypass' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ answered: true, tool_used: 'answer', cache_hit: false, degraded: [] });
    expect(body['response']).toContain('James Douglass');
    expect(body['sources'][0]).toMatchObject({ rank: 1, document_id: 'eddystone', title: 'Eddystone' });
    expect(body['pattern_used']).toBe(pattern === 'auto' ? 'fused' : pattern);
    expect(body['confidence']).toBeGreaterThan(0.3);
  });

  it('cites sentences and passages by offsets into the document', async () => {
    const { body } = await ask('When was the Fastnet lighthouse first lit?');
    const source = body['sources'][0];
    const { body: document } = await api('GET', `/api/documents/${source['document_id']}`);
    const text = String(document['text']);
    expect(text.slice(Number(source['start']), Number(source['end']))).toBe(source['text']);
    const citation = body['citations'][0];
    expect(citation['document_id']).toBe('fastnet');
    expect(text.slice(Number(citation['start']), Number(citation['end']))).toContain('1904');
  });

  it('says that something is not in the documents, and shows the nearest passages', async () => {
    const { body } = await ask('What is the melting point of tungsten carbide?');
    expect(body['answered']).toBe(false);
    expect(body['response']).toMatch(/not in your documents/i);
    expect(body['confidence']).toBeLessThan(0.3);
  });

  it('lists passages for keywords', async () => {
    const { body } = await ask('granite tower');
    expect(body).toMatchObject({ tool_used: 'search', answered: true });
    expect(body['sources'][0]['document_id']).toBe('fastnet');
  });

  it('keeps to a quoted phrase', async () => {
    const { body } = await ask('"sea-washed lighthouse"', { top_k: 10 });
    expect(body['sources'].map((source: Record<string, unknown>) => source['document_id'])).toEqual(['bell-rock']);
    const none = await ask('"lighthouse sea-washed"', { top_k: 10 });
    expect(none.body['sources']).toEqual([]);
    expect(none.body['answered']).toBe(false);
  });

  it.each([
    [{ tags: ['scotland'] }, ['bell-rock']],
    [{ year: { gte: 1880 } }, ['eddystone', 'fastnet']],
    [{ year: { gte: 1880, lte: 1900 } }, ['eddystone']],
    [{ not: { tags: ['ireland'] } }, ['bell-rock', 'eddystone']],
    [{ or: [{ height: 35 }, { height: { in: [54] } }] }, ['bell-rock', 'fastnet']],
    [{ keeper: { exists: true } }, []],
  ])('filters by %j in every backend', async (filters, expected) => {
    for (const backend of ['lexical', 'vector', 'hybrid']) {
      const { status, body } = await ask('lighthouse tower built', { filters, backend, top_k: 10 });
      expect(status).toBe(200);
      expect(body['sources'].map((source: Record<string, unknown>) => String(source['document_id'])).sort()).toEqual(
        expected,
      );
    }
  });

  it('gives exactly top_k sources while there are that many', async () => {
    expect((await ask('lighthouse', { top_k: 2 })).body['sources']).toHaveLength(2);
    expect((await ask('lighthouse', { top_k: 100, backend: 'hybrid' })).body['sources']).toHaveLength(3);
  });

  it('answers nothing from another collection', async () => {
    const { body } = await ask('Who designed Eddystone?', { collection: 'elsewhere' });
    expect(body).toMatchObject({ answered: false });
    expect(body['sources']).toEqual([]);
  });

  it('holds back an answer below min_confidence', async () => {
    const { body } = await ask('Who designed the fourth Eddystone lighthouse?', { min_confidence: 1 });
    expect(body['answered']).toBe(false);
    expect(body['response']).toContain('min_confidence');
  });

  it('leaves the trace and the sources out when they are not wanted', async () => {
    const { body } = await ask('Who built Bell Rock?', { include_trace: false, include_sources: false });
    expect(body['trace']).toBeNull();
    expect(body['sources']).toEqual([]);
  });

  it.each([
    [{ text: '' }, 'text'],
    [{ text: '   ' }, 'text'],
    [{ text: 7 }, 'text'],
    [{}, 'text'],
    [{ text: 'a', pattern: 'slow' }, 'pattern'],
    [{ text: 'a', top_k: 0 }, 'top_k'],
    [{ text: 'a', top_k: 101 }, 'top_k'],
    [{ text: 'a', top_k: 1.5 }, 'top_k'],
    [{ text: 'a', min_confidence: 2 }, 'min_confidence'],
    [{ text: 'a', colour: 'red' }, 'colour'],
    [{ text: 'a', filters: { year: { near: 3 } } }, 'filters'],
    [{ text: 'a'.repeat(10_001) }, 'text'],
    [{ text: 'a', collection: '../x' }, 'collection'],
  ])('refuses %j and names %s', async (fields, path) => {
    const { status, headers, body } = await api('POST', '/api/query', fields);
    expect(status).toBe(400);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body['issues'].map((issue: Record<string, unknown>) => String(issue['path'])).join()).toContain(path);
    expect(body['request_id']).toBe(headers.get('x-request-id'));
  });

  it('says plainly what it cannot do', async () => {
    expect((await ask('a b', { cache: 'only' })).body['code']).toBe('QUERY_CACHE_ONLY_MISS');
    const graph = await ask('Who built Bell Rock?', { backend: 'graph' });
    expect(graph.body).toMatchObject({ answered: true, degraded: ['graph'] });
  });
});

describe('POST /api/query/batch', () => {
  it('answers in order, each with its own status', async () => {
    const queries = ['Who built Bell Rock?', { text: '' }, { text: 'When was Fastnet lit?', pattern: 'bare' }];
    const { status, body } = await api('POST', '/api/query/batch', { queries });
    expect(status).toBe(200);
    expect(body['results'].map((result: Record<string, unknown>) => Number(result['status']))).toEqual([200, 400, 200]);
    expect(body['results'][0]['answer']['response']).toContain('Robert Stevenson');
    expect(body['results'][1]['error']['issues'][0]['path']).toContain('text');
    expect(body['results'][2]['answer']['pattern_used']).toBe('bare');
  });

  it('takes at most 64', async () => {
    const { status } = await api('POST', '/api/query/batch', { queries: Array.from({ length: 65 }, () => 'x') });
    expect(status).toBe(400);
  });
});

describe('what is remembered', () => {
  it('lists, filters, pages and clears history', async () => {
    for (const text of ['first lamp', 'second lamp', 'third lamp'])
      await ask(text, { user_id: 'ada', pattern: 'bare' });
    const { body, headers } = await api('GET', '/api/history?user_id=ada&limit=2');
    expect(body.map((item: Record<string, unknown>) => String(item['query_text']))).toEqual([
      'third lamp',
      'second lamp',
    ]);
    const next = await api('GET', `/api/history?user_id=ada&limit=2&cursor=${headers.get('x-next-cursor')}`);
    expect([...next.body].map((item) => String(item['query_text']))).toEqual(['first lamp']);
    expect(next.headers.get('x-next-cursor')).toBeNull();
    expect((await api('GET', '/api/history?user_id=ada&pattern=fused')).body).toEqual([]);
    expect((await api('DELETE', '/api/history?user_id=ada')).body).toEqual({ status: 'cleared', count: 3 });
    expect((await api('GET', '/api/history?user_id=ada')).body).toEqual([]);
  });

  it('exports an answer as JSON, CSV and Markdown', async () => {
    const { body } = await ask('Who built Bell Rock?');
    for (const [format, type] of [
      ['json', 'application/json'],
      ['csv', 'text/csv'],
      ['markdown', 'text/markdown'],
    ]) {
      const { status, headers, body: file } = await api('GET', `/api/export/${body['query_id']}?format=${format}`);
      expect(status).toBe(200);
      expect(headers.get('content-type')).toContain(type);
      expect(headers.get('content-disposition')).toMatch(
        /^attachment; filename="queryloom-q_[a-z0-9]+\.(json|csv|md)"$/,
      );
      expect(JSON.stringify(file)).toContain('Robert Stevenson');
    }
    expect((await api('GET', '/api/export/q_unknown')).status).toBe(404);
    expect((await api('GET', `/api/export/${body['query_id']}?format=xml`)).status).toBe(400);
  });

  it('shows every stage and why a document was not chosen', async () => {
    const { body } = await ask('Who built Bell Rock?', { top_k: 1 });
    const { status, body: trace } = await api('GET', `/api/debug/trace/${body['query_id']}?document_id=eddystone`);
    expect(status).toBe(200);
    expect(trace['stages'].map((stage: Record<string, unknown>) => String(stage['name']))).toEqual([
      'understand',
      'cache',
      'route',
      'retrieve',
      'fuse',
      'rerank',
      'select',
      'answer',
      'judge',
      'enrich',
    ]);
    expect(trace['stages'][3]['children'].map((span: Record<string, unknown>) => String(span['name']))).toEqual([
      'lexical',
      'dense',
    ]);
    expect(trace['document']).toMatchObject({ document_id: 'eddystone', chosen: false });
    expect(String(trace['document']['reason'])).toMatch(/ranked \d/);
    expect((await api('GET', '/api/debug/trace/q_unknown')).status).toBe(404);
  });

  it('withholds an answer whose document is gone', async () => {
    const document = {
      id: 'skerryvore',
      title: 'Skerryvore',
      text: 'Skerryvore was designed by Alan Stevenson and lit in 1844.',
    };
    await api('POST', '/api/documents?wait=indexed', document);
    const { body } = await ask('Who designed Skerryvore?', { user_id: 'grace' });
    expect(body['response']).toContain('Alan Stevenson');
    expect((await api('DELETE', '/api/documents/skerryvore')).status).toBe(200);
    const exported = await api('GET', `/api/export/${body['query_id']}`);
    const listed = await api('GET', '/api/history?user_id=grace');
    expect(JSON.stringify([exported.body, listed.body])).not.toContain('Alan Stevenson');
    const again = await ask('Who designed Skerryvore?', { top_k: 10 });
    expect(JSON.stringify(again.body)).not.toContain('Alan Stevenson');
  });
});

describe('POST /api/validate', () => {
  it.each(['Who built it?', ' a\u0000\u200bb ', '<script>x</script> why', '', 'a'.repeat(10_001), '\ud800', 'e\u0301'])(
    'agrees with what a query does with %j',
    async (text) => {
      const { status, body } = await api('POST', '/api/validate', { text });
      const asked = await ask(text);
      if (status === 400) expect(asked.status).toBe(400);
      else expect(asked.status).toBe(body['valid'] === false ? 400 : 200);
      if (asked.status === 200) expect(asked.body['query_text']).toBe(body['sanitized']);
    },
  );
});
