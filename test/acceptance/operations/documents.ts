import { expect } from 'vitest';
import {
  type AcceptanceWorld,
  expectBadField,
  expectHidden,
  expectReplayed,
  expectUnknown,
  type OperationRows,
} from '../../support/acceptance.ts';

const documentAt = (id: string) => `/api/documents/${id}`;
const ingestAt = (id: string) => `/api/ingests/${id}`;
const eventsAt = (id: string) => `/api/ingests/${id}/events`;

let added = 0;

/** A document of acme's that nothing else here depends on; its id. */
async function throwaway({ acme }: AcceptanceWorld): Promise<string> {
  added++;
  const id = `throwaway-${added}`;
  await acme('POST', '/api/documents?wait=indexed', { id, text: `Throwaway number ${added} is made of zinc.` });
  return id;
}

async function ingestOf({ acme }: AcceptanceWorld, text: string): Promise<string> {
  return String((await acme('POST', '/api/documents', { text })).body.ingest_id);
}

/** Documents and the jobs that make them searchable. */
export const documentsRows: OperationRows = {
  'POST /api/documents': {
    async works({ acme }) {
      const { status, body } = await acme('POST', '/api/documents?wait=indexed', {
        id: 'new',
        text: 'The new bell is of tin.',
      });
      expect([status, body.documents]).toEqual([200, [{ id: 'new', status: 'indexed' }]]);
      expect((await acme('POST', '/api/query', { text: 'What is the new bell made of?' })).body.response).toContain(
        'tin',
      );
      await acme('DELETE', documentAt('new'));
    },
    async bad_input({ acme }) {
      await expectBadField(await acme('POST', '/api/documents', { text: 'x', colour: 'red' }), 'colour');
      expect((await acme('POST', '/api/documents', '{"text": ')).body.code).toBe('REQUEST_MALFORMED_JSON');
    },
    unknown_id: 'an unknown id is a new document',
    async other_tenant({ acme, globex }) {
      await globex('POST', '/api/documents?wait=indexed', { id: 'lamp', text: 'Globex has a lamp of brass too.' });
      expect((await acme('GET', documentAt('lamp'))).body.text).toContain('Ada Quill');
      await globex('DELETE', documentAt('lamp'));
    },
    async replayed(world) {
      await expectReplayed(world, '/api/documents', { text: 'Replayed words about a kettle.' });
      const { body } = await world.acme('GET', '/api/documents?limit=200');
      const kettles = body.documents.filter(({ title }: { title: string }) => title.includes('kettle'));
      expect(kettles.length).toBeLessThanOrEqual(1);
    },
    cancelled: ({ cancel }) => cancel('POST', '/api/documents', { id: 'left', text: 'Somebody left.' }),
  },
  'GET /api/documents': {
    async works({ acme }) {
      const { status, body } = await acme('GET', '/api/documents?tag=lamps');
      expect(status).toBe(200);
      expect(body.documents.map(({ id }: { id: string }) => id)).toEqual(['lamp']);
      const first = await acme('GET', '/api/documents?limit=1');
      const second = await acme('GET', `/api/documents?limit=1&cursor=${first.body.next_cursor}`);
      expect(second.body.documents[0].id).not.toBe(first.body.documents[0].id);
    },
    async bad_input({ acme }) {
      await expectBadField(await acme('GET', '/api/documents?status=gone'), 'status');
      await expectBadField(await acme('GET', '/api/documents?cursor=x'), 'cursor');
    },
    unknown_id: 'takes no id',
    async other_tenant({ globex }) {
      const { body } = await globex('GET', '/api/documents?limit=200');
      expect(body.documents.map(({ id }: { id: string }) => id)).not.toContain('lamp');
    },
    replayed: 'reads',
    cancelled: ({ cancel }) => cancel('GET', '/api/documents'),
  },
  'GET /api/documents/{id}': {
    async works({ acme }) {
      const { status, body } = await acme('GET', documentAt('lamp'));
      expect(status).toBe(200);
      expect(body).toMatchObject({ id: 'lamp', title: 'The Ada Lamp', enabled: true, status: 'indexed' });
    },
    bad_input: async ({ acme }) => expectBadField(await acme('GET', `${documentAt('lamp')}?chunks=perhaps`), 'chunks'),
    unknown_id: (world) => expectUnknown(world, { method: 'GET', path: documentAt }),
    other_tenant: (world) => expectHidden(world, { method: 'GET', path: documentAt, id: 'lamp' }),
    replayed: 'reads',
    cancelled: ({ cancel }) => cancel('GET', documentAt('lamp')),
  },
  'PATCH /api/documents/{id}': {
    async works(world) {
      const id = await throwaway(world);
      const { status, body } = await world.acme('PATCH', documentAt(id), { tags: ['zinc'], enabled: false });
      expect(status).toBe(200);
      expect(body).toMatchObject({ id, tags: ['zinc'], enabled: false });
      const found = await world.acme('POST', '/api/query', { text: 'throwaway zinc', tool: 'search', top_k: 100 });
      expect(found.body.sources.map(({ document_id }: { document_id: string }) => document_id)).not.toContain(id);
    },
    bad_input: async ({ acme }) => expectBadField(await acme('PATCH', documentAt('lamp'), { tags: 'lamps' }), 'tags'),
    unknown_id: (world) => expectUnknown(world, { method: 'PATCH', path: documentAt, body: { tags: [] } }),
    other_tenant: (world) => expectHidden(world, { method: 'PATCH', path: documentAt, body: { tags: [] }, id: 'lamp' }),
    replayed: 'changes: twice is as once',
    async cancelled(world) {
      await world.cancel('PATCH', documentAt(await throwaway(world)), { tags: ['left'] });
    },
  },
  'DELETE /api/documents/{id}': {
    async works(world) {
      const id = await throwaway(world);
      expect((await world.acme('DELETE', documentAt(id))).status).toBeLessThan(300);
      expect((await world.acme('GET', documentAt(id))).status).toBe(404);
    },
    bad_input: async ({ acme }) => expectBadField(await acme('DELETE', `${documentAt('lamp')}?colour=red`), 'colour'),
    unknown_id: (world) => expectUnknown(world, { method: 'DELETE', path: documentAt }),
    async other_tenant(world) {
      await expectHidden(world, { method: 'DELETE', path: documentAt, id: 'lamp' });
      expect((await world.acme('GET', documentAt('lamp'))).status).toBe(200);
    },
    replayed: 'deletes: twice is as once',
    async cancelled(world) {
      await world.cancel('DELETE', documentAt(await throwaway(world)));
    },
  },
  'GET /api/ingests/{id}': {
    async works(world) {
      const id = await ingestOf(world, 'A watched ingest of one copper pot.');
      const { status, body } = await world.acme('GET', ingestAt(id));
      expect(status).toBe(200);
      expect(body).toMatchObject({ ingest_id: id, total: 1, failed: 0 });
    },
    bad_input: async ({ acme }) => expectBadField(await acme('GET', `${ingestAt('x')}?colour=red`), 'colour'),
    unknown_id: (world) => expectUnknown(world, { method: 'GET', path: ingestAt }),
    async other_tenant(world) {
      const id = await ingestOf(world, 'An ingest of acme alone.');
      await expectHidden(world, { method: 'GET', path: ingestAt, id });
    },
    replayed: 'reads',
    async cancelled(world) {
      await world.cancel('GET', ingestAt(await ingestOf(world, 'An ingest that nobody waits for.')));
    },
  },
  'GET /api/ingests/{id}/events': {
    async works(world) {
      const id = await ingestOf(world, 'A streamed ingest of one brass key.');
      const { status, headers, body } = await world.acme('GET', eventsAt(id));
      expect([status, headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
      expect(body).toContain('"state":"done"');
    },
    bad_input: async ({ acme }) => expectBadField(await acme('GET', `${eventsAt('x')}?colour=red`), 'colour'),
    unknown_id: (world) => expectUnknown(world, { method: 'GET', path: eventsAt }),
    async other_tenant(world) {
      const id = await ingestOf(world, 'Events of acme alone.');
      await expectHidden(world, { method: 'GET', path: eventsAt, id });
    },
    replayed: 'reads',
    async cancelled(world) {
      await world.cancel('GET', eventsAt(await ingestOf(world, 'Events that nobody waits for.')));
    },
  },
  'DELETE /api/ingests/{id}': {
    async works(world) {
      const id = await ingestOf(world, 'An ingest that is called off.');
      // A job of one document may be done before it can be called off: both are true answers.
      expect([200, 409]).toContain((await world.acme('DELETE', ingestAt(id))).status);
    },
    bad_input: async ({ acme }) => expectBadField(await acme('DELETE', `${ingestAt('x')}?colour=red`), 'colour'),
    unknown_id: (world) => expectUnknown(world, { method: 'DELETE', path: ingestAt }),
    async other_tenant(world) {
      const id = await ingestOf(world, 'Not to be called off by others.');
      await expectHidden(world, { method: 'DELETE', path: ingestAt, id });
    },
    replayed: 'deletes: twice is as once',
    async cancelled(world) {
      await world.cancel('DELETE', ingestAt(await ingestOf(world, 'Called off by nobody.')));
    },
  },
};
