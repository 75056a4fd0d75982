import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, apiClient } from '../support/api.ts';
import { HOSTILE_TEXTS } from '../support/arbitrary-request.ts';
import {
  acceptsText,
  contractChecker,
  type Operation,
  object,
  operationsOf,
  resolved,
} from '../support/contract-check.ts';
import { docxFiles, docxParagraph } from '../support/docx.ts';
import { minimalPdf } from '../support/minimal-pdf.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';

type Json = Readonly<Record<string, unknown>>;
type Answer = Awaited<ReturnType<Api>>;

let server: RunningServer;
let api: Api;
let contract: Json;
let operations: readonly Operation[];
let differs: ReturnType<typeof contractChecker>;
let queryId = '';

beforeAll(async () => {
  server = await startServer();
  api = apiClient(server.url);
  contract = (await api('GET', '/openapi.json')).body;
  operations = operationsOf(contract);
  differs = contractChecker(contract);
  await api('POST', '/api/documents?wait=indexed', { id: 'known', text: 'The lamp was built by Ada in 1850.' });
  queryId = (await api('POST', '/api/query', { text: 'Who built the lamp?' })).body.query_id;
});

afterAll(() => server.stop());

const operation = (id: string): Operation => {
  const found = operations.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`no operation ${id}`);
  return found;
};

/** A path with ids of things that exist, so that only what is under test is wrong. */
function pathOf({ path, pathNames }: Operation, id?: string): string {
  const known = (name: string) => (name === 'query_id' ? queryId : path.includes('ingests') ? 'i_unknown' : 'known');
  return pathNames.reduce((text, name) => text.replace(`{${name}}`, encodeURIComponent(id ?? known(name))), path);
}

/** A query string with this parameter, and with a right text for every other one that must be there. */
function queryOf({ queryRequired }: Operation, name: string, value: string): string {
  const right = Object.fromEntries(queryRequired.map((required) => [required, 'lamp']));
  return `?${new URLSearchParams({ ...right, [name]: value })}`;
}

/** Every answer in this file passes here: never a 5xx, and exactly what the document says. */
function check(target: Operation, answer: Answer): Answer {
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(500);
  expect(differs(target, answer)).toBeNull();
  return answer;
}

const send = async (target: Operation, body?: unknown, query = '', headers: Record<string, string> = {}) =>
  check(target, await api(target.method.toUpperCase(), `${pathOf(target)}${query}`, body, headers));

const pathsOf = ({ body }: Answer): string[] => (body.issues ?? []).map(({ path }: Json) => String(path));

async function state() {
  const documents = await api('GET', '/api/documents?limit=200');
  const history = await api('GET', '/api/history?limit=200');
  return { documents: documents.body.documents, history: history.body };
}

/** A body that the operation takes: the example of its documentation. */
const rightBody = ({ body, example }: Operation): Json | undefined => (body === null ? undefined : object(example));

/** Doors whose bodies another protocol defines; that protocol's client tries them in a file of their own. */
const OTHER_PROTOCOLS = ['callMcp'];

const withBody = () => operations.filter(({ id, body }) => body !== null && !OTHER_PROTOCOLS.includes(id));

/** The fields of a body; where a list is taken as well, those of the object. */
function fieldsOf({ body }: Operation): [string, unknown][] {
  const branches = [body?.['anyOf'], body?.['oneOf']].flat().map((branch) => resolved(branch, contract));
  const shapes = [object(body), ...branches].map((shape) => object(shape['properties']));
  return Object.entries(shapes.find((fields) => Object.keys(fields).length > 0) ?? {});
}

/** JSON values of every type that a schema does not take. */
function wrongValues(schema: Json): unknown[] {
  const types = new Set<unknown>();
  const collect = (part: Json): void => {
    for (const type of [part['type']].flat()) types.add(type);
    if (part['const'] !== undefined) types.add(typeof part['const']);
    if (Array.isArray(part['enum'])) types.add('string');
    for (const branch of [part['anyOf'], part['oneOf']].flat())
      if (branch !== undefined) collect(resolved(branch, contract));
  };
  collect(schema);
  const candidates: [string, unknown][] = [
    ['string', 'wrong'],
    ['number', 1.5],
    ['boolean', true],
    ['array', [{ wrong: { wrong: 1 } }]],
    ['object', { wrong: { wrong: 1 } }],
    ['null', null],
  ];
  return candidates
    .filter(([type]) => !types.has(type) && !(type === 'number' && types.has('integer')))
    .map(([, value]) => value);
}

describe('a wrong body', () => {
  it('has an example of the right one in the documentation of every operation that has a body', () => {
    const without = withBody().filter(({ example }) => example === undefined);
    expect(without.map(({ id }) => id)).toEqual([]);
  });

  it('names the field whose type is wrong, and does nothing', async () => {
    const before = await state();
    for (const target of withBody()) await wrongTypes(target);
    expect(await state()).toEqual(before);
  });

  async function wrongTypes(target: Operation): Promise<void> {
    const fields = fieldsOf(target);
    expect(fields.length).toBeGreaterThan(0);
    for (const [name, schema] of fields) {
      for (const value of wrongValues(resolved(schema, contract))) {
        const answer = await send(target, { ...rightBody(target), [name]: value });
        const what = `${target.id} ${name}: ${JSON.stringify(value)}`;
        expect(answer.status, `${what} ${JSON.stringify(answer.body)}`).toBe(400);
        expect(
          pathsOf(answer).some((path) => path.split('.')[0] === name),
          `${what} ${JSON.stringify(answer.body)}`,
        ).toBe(true);
      }
    }
  }

  it('is refused where it is no request at all, and does nothing', async () => {
    const before = await state();
    for (const target of withBody()) await noRequests(target);
    expect(await state()).toEqual(before);
  });

  async function noRequests(target: Operation): Promise<void> {
    const right = JSON.stringify(rightBody(target));
    const cases: [string, string, number, string][] = [
      ['an unknown field', JSON.stringify({ ...rightBody(target), colour: 'red' }), 400, 'REQUEST_INVALID'],
      ['a prototype', right.replace('{', '{"__proto__": {"admin": true}, '), 400, 'REQUEST_INVALID'],
      ['a constructor', right.replace('{', '{"constructor": {"prototype": {}}, '), 400, 'REQUEST_INVALID'],
      ['a truncated body', right.slice(0, -2), 400, 'REQUEST_MALFORMED_JSON'],
      ['no JSON', '{text: x}', 400, 'REQUEST_MALFORMED_JSON'],
      ['two values', `${right}${right}`, 400, 'REQUEST_MALFORMED_JSON'],
      ['a hundred levels', `${'{"a":'.repeat(100)}1${'}'.repeat(100)}`, 400, 'REQUEST_TOO_DEEP'],
      ['a hundred thousand levels', '['.repeat(100_000), 400, 'REQUEST_TOO_DEEP'],
      ['a list', '[]', 400, 'REQUEST_INVALID'],
      ['a text', '"text"', 400, 'REQUEST_INVALID'],
      ['a number', '7', 400, 'REQUEST_INVALID'],
      ['a lone surrogate', right.replace(/:\s*(\[?)"/, ':$1"\\ud800'), 400, 'REQUEST_INVALID'],
    ];
    for (const [name, body, status, code] of cases) {
      // A body without any text has no place for a surrogate.
      if (body === right) continue;
      const answer = await send(target, body);
      const actual = { id: target.id, name, status: answer.status, code: answer.body.code };
      expect(actual).toEqual({ id: target.id, name, status, code });
    }
    expect(pathsOf(await send(target, JSON.stringify({ ...rightBody(target), colour: 'red' })))).toEqual(['colour']);
    for (const type of [
      'text/plain',
      'application/xml',
      'application/x-www-form-urlencoded',
      'application/json; charset=latin1',
    ]) {
      expect((await send(target, right, '', { 'content-type': type })).body.code).toBe(
        'REQUEST_UNSUPPORTED_MEDIA_TYPE',
      );
    }
    const zipped = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    expect((await send(target, right, '', zipped)).status).toBe(415);
    if (target.bodyRequired) expect((await send(target)).status).toBe(400);
  }

  it('may hold hostile texts, which are taken as texts or refused by name', async () => {
    for (const target of withBody()) await hostileTexts(target);
  });

  async function hostileTexts(target: Operation): Promise<void> {
    for (const [name, schema] of fieldsOf(target)) {
      const { type } = resolved(schema, contract);
      if (type !== 'string' && !['filters', 'metadata'].includes(name)) continue;
      for (const text of [...HOSTILE_TEXTS, 'x'.repeat(200_000)]) {
        const value = type === 'string' ? text : { [text]: text };
        const answer = await send(target, { ...rightBody(target), [name]: value });
        // A text may be refused as content (422), or name a tool or a cache that is not there.
        if (answer.status === 400) expect(pathsOf(answer).join(), JSON.stringify(answer.body)).toContain(name);
        else expect([200, 201, 202, 404, 409, 413, 415, 422], target.id).toContain(answer.status);
      }
    }
  }

  it('is refused over 1 MiB where no documents are sent', async () => {
    for (const target of withBody().filter(({ id }) => id !== 'addDocuments')) {
      const answer = await send(target, { ...rightBody(target), text: 'x'.repeat(1_100_000) });
      expect(answer).toMatchObject({ status: 413, body: { code: 'REQUEST_TOO_LARGE' } });
    }
  });
});

/** Texts that a query parameter of this schema must refuse. */
function wrongTexts(name: string, schema: Json): readonly string[] {
  if (name === 'cursor') {
    const foreign = Buffer.from('["other",{}]').toString('base64url');
    return ['', 'x', '\u0000', '..', 'x'.repeat(2_000), foreign];
  }
  const texts = [
    '',
    '0',
    '-1',
    '201',
    '1000000',
    '1.5',
    'many',
    'NaN',
    'Infinity',
    '../x',
    'a b',
    '__proto__',
    '\u0000',
  ];
  return [...texts, '2020-01-01', '2020-13-01T00:00:00Z', 'x'.repeat(300)].filter((text) => !acceptsText(schema, text));
}

describe('wrong names in the path and the query string', () => {
  it('is a 400 that names the parameter, for every operation', async () => {
    for (const target of operations) {
      const answer = await send(target, rightBody(target), queryOf(target, 'colour', 'red'));
      expect({ id: target.id, status: answer.status }).toEqual({ id: target.id, status: 400 });
      expect(pathsOf(answer)).toEqual(['colour']);
    }
  });

  it('is a 400 that names the parameter whose value is wrong', async () => {
    for (const target of operations) {
      for (const field of target.query) {
        for (const value of wrongTexts(field.name, resolved(field.schema, contract))) {
          const answer = await send(target, rightBody(target), queryOf(target, field.name, value));
          const { status } = answer;
          expect({ id: target.id, name: field.name, value, status }).toMatchObject({ status: 400 });
          expect(pathsOf(answer)[0]?.split('.')[0]).toBe(field.name);
        }
      }
    }
  });

  it('is a 404 for an unknown id and a 400 for none, in every operation that takes one', async () => {
    for (const target of operations.filter(({ pathNames }) => pathNames.length > 0)) {
      const body = rightBody(target);
      const call = async (id: string) =>
        check(target, await api(target.method.toUpperCase(), pathOf(target, id), body)).status;
      // A PUT makes what is not there.
      if (target.method !== 'put') expect(await call('nobody'), target.id).toBe(404);
      for (const id of ['\u0000', '\u202e', 'a\u200bb', 'x'.repeat(257)]) expect(await call(id), target.id).toBe(400);
      // Where a PUT makes what is not there, such an id is taken, and is there for the others.
      const isMade = operations.some(({ path, method }) => path === target.path && method === 'put');
      const odd = isMade ? [200, 400, 404] : [400, 404];
      for (const id of ["' OR 2=2 --", '../../etc/shadow', 'toString']) expect(odd).toContain(await call(id));
    }
  });

  it('answers what is no valid target, method or operation with a problem', async () => {
    for (const [method, path, status] of [
      ['GET', '/api/documents/%ff', 400],
      ['GET', '/api/documents/%', 400],
      ['GET', `/api/documents?tag=${'x'.repeat(9_000)}`, 414],
      ['GET', '/nothing', 404],
      ['DELETE', '/api/query', 405],
      ['PUT', '/api/documents/known', 405],
    ] as const) {
      const { status: actual, headers, body } = await api(method, path);
      expect({ path, actual }).toEqual({ path, actual: status });
      expect(headers.get('content-type')).toContain('application/problem+json');
      expect(body).toMatchObject({ status, request_id: headers.get('x-request-id'), code: expect.any(String) });
    }
  });
});

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64');

describe('a wrong document', () => {
  const bomb = () =>
    zipSync({ ...docxFiles(docxParagraph('Boom.')), 'word/media/zeros.bin': new Uint8Array(120 * 1024 * 1024) });

  it.each<[string, string, () => Json, string]>([
    [
      'a PDF that is none',
      'application/pdf',
      () => ({ content_base64: base64('%PDF-1.7\nnothing') }),
      'DOCUMENT_PDF_INVALID',
    ],
    [
      'an encrypted PDF',
      'application/pdf',
      () => ({ content_base64: base64(minimalPdf(['x'], { encrypted: true })) }),
      'DOCUMENT_PDF_ENCRYPTED',
    ],
    [
      'a DOCX that is any archive',
      DOCX,
      () => ({ content_base64: base64(zipSync({ a: new Uint8Array(9) })) }),
      'DOCUMENT_DOCX_INVALID',
    ],
    ['a DOCX that is a bomb', DOCX, () => ({ content_base64: base64(bomb()) }), 'DOCUMENT_ARCHIVE_BOMB'],
    ['a ragged CSV', 'text/csv', () => ({ text: 'a,b\n1,2\n1,2,3\n' }), 'DOCUMENT_CSV_RAGGED'],
    ['a CSV with an open quote', 'text/csv', () => ({ text: 'a,b\n"1,2\n' }), 'DOCUMENT_CSV_INVALID'],
    ['JSON that is none', 'application/json', () => ({ text: '{"a": ' }), 'DOCUMENT_JSON_INVALID'],
    ['JSON without an end', 'application/json', () => ({ text: '['.repeat(50_000) }), 'DOCUMENT_JSON_INVALID'],
    [
      'bytes that are no UTF-8',
      'text/plain',
      () => ({ content_base64: base64(Uint8Array.of(0xc3, 0x28, 0xff)) }),
      'DOCUMENT_ENCODING_INVALID',
    ],
    ['HTML without a word', 'text/html', () => ({ text: '<p><script>only()</script></p>' }), 'DOCUMENT_EMPTY'],
  ])('%s fails alone with its reason', async (name, type, content, code) => {
    const id = `bad-${name.replaceAll(' ', '-')}`;
    const good = { id: `good-${id}`, text: `Beside ${name} this can be read.` };
    const documents = [{ id, content_type: type, ...content() }, good];
    const target = operation('addDocuments');
    const answer = check(target, await api('POST', '/api/documents?wait=indexed', { documents }));
    expect(answer.status).toBe(200);
    const { rejected, ingest } = answer.body;
    const reasons = [...rejected, ...ingest.errors].map((error: Json) => error['code']);
    expect(reasons, JSON.stringify(answer.body)).toEqual([code]);
    expect(answer.body.documents).toContainEqual({ id: good.id, status: 'indexed' });
    expect((await api('GET', `/api/documents/${good.id}`)).body.status).toBe('indexed');
  });

  it('handles a line of millions of characters, with and without a space', async () => {
    for (const [id, text] of [
      ['spaced', 'word '.repeat(400_000)],
      ['solid', 'x'.repeat(2_000_000)],
    ] as const) {
      const answer = check(operation('addDocuments'), await api('POST', '/api/documents?wait=indexed', { id, text }));
      expect(answer.body.documents).toEqual([{ id, status: 'indexed' }]);
      expect((await api('DELETE', `/api/documents/${id}`)).status).toBe(200);
    }
  });

  it('refuses a line of 21 million characters as too large', async () => {
    const answer = check(
      operation('addDocuments'),
      await api('POST', '/api/documents', { text: 'x'.repeat(21_000_000) }),
    );
    expect(answer.status).toBe(422);
    expect(answer.body.issues).toMatchObject([{ path: 'text' }]);
  });

  it('keeps no unseen characters in the text', async () => {
    const body = { id: 'unseen', text: 'The payroll\u202e of\u0000 18\u200b50 was lost.' };
    expect(check(operation('addDocuments'), await api('POST', '/api/documents?wait=indexed', body)).status).toBe(200);
    expect((await api('GET', '/api/documents/unseen')).body.text).toBe('The payroll of 1850 was lost.');
  });
});
