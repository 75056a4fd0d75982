import { expect } from 'vitest';
import {
  type AcceptanceWorld,
  expectBadField,
  expectHidden,
  expectReplayed,
  expectUnknown,
  type OperationRows,
} from '../../support/acceptance.ts';

const CREATE = '/api/templates/create';
const executeOf = (id: string) => `/api/templates/${id}/execute`;
const templateOf = (id: string) => `/api/templates/${id}`;

let made = 0;

/** A template of acme's; its id. */
async function templateIn({ acme }: AcceptanceWorld, template = 'Who built {thing}?'): Promise<string> {
  made++;
  const { status, body } = await acme('POST', CREATE, { template_id: `template-${made}`, template });
  expect(status).toBe(200);
  return body.template_id;
}

/** Questions with placeholders. */
export const templatesRows: OperationRows = {
  'POST /api/templates/create': {
    async works({ acme, globex }) {
      const { status, body } = await acme('POST', CREATE, { template_id: 'who', template: 'Who built {thing}?' });
      expect([status, body]).toEqual([
        200,
        { status: 'created', template_id: 'who', template: 'Who built {thing}?', placeholders: ['thing'] },
      ]);
      expect((await globex('POST', CREATE, { template_id: 'who', template: 'Theirs' })).status).toBe(200);
      const flat = await acme('POST', `${CREATE}?template_id=flat&template=plain`);
      expect(flat.body).toMatchObject({ template_id: 'flat', placeholders: [] });
    },
    async bad_input(world) {
      const { acme } = world;
      await expectBadField(await acme('POST', CREATE, { template: 'a { b' }), 'template');
      await expectBadField(await acme('POST', CREATE, { template: 'a', defaults: { b: 'c' } }), 'defaults.b');
      const template_id = await templateIn(world);
      expect((await acme('POST', CREATE, { template_id, template: 'a' })).body.code).toBe('TEMPLATE_EXISTS');
    },
    unknown_id: 'the id is chosen here',
    other_tenant: 'ids are each tenant’s own, part of "works"',
    async replayed(world) {
      const first = await expectReplayed(world, CREATE, { template: 'Who built {thing}?' });
      const { body } = await world.acme('GET', '/api/templates?limit=200');
      expect(body.templates[first.body.template_id]).toBe('Who built {thing}?');
    },
    cancelled: ({ cancel }) => cancel('POST', CREATE, { template: 'left early' }),
  },
  'GET /api/templates': {
    async works(world) {
      const [one, two] = [await templateIn(world), await templateIn(world)];
      const seen: string[] = [];
      let cursor = '';
      for (let page = 0; page < 200; page++) {
        const { body } = await world.acme('GET', `/api/templates?limit=1${cursor}`);
        seen.push(...Object.keys(body.templates));
        if (body.next_cursor === null) break;
        cursor = `&cursor=${body.next_cursor}`;
      }
      expect(seen).toEqual(expect.arrayContaining([one, two]));
      expect(new Set(seen).size).toBe(seen.length);
    },
    async bad_input({ acme }) {
      await expectBadField(await acme('GET', '/api/templates?limit=201'), 'limit');
      await expectBadField(await acme('GET', '/api/templates?cursor=x'), 'cursor');
    },
    unknown_id: 'takes no id',
    async other_tenant(world) {
      const id = await templateIn(world);
      expect(Object.keys((await world.globex('GET', '/api/templates?limit=200')).body.templates)).not.toContain(id);
    },
    replayed: 'reads',
    cancelled: ({ cancel }) => cancel('GET', '/api/templates'),
  },
  'POST /api/templates/{id}/execute': {
    async works(world) {
      const id = await templateIn(world);
      const { status, body } = await world.acme('POST', executeOf(id), { params: { thing: 'the Ada Lamp' } });
      expect(status).toBe(200);
      expect(body).toMatchObject({ query_text: 'Who built the Ada Lamp?', answered: true });
      expect(body.response).toContain('Ada Quill');
    },
    async bad_input(world) {
      const id = await templateIn(world);
      await expectBadField(await world.acme('POST', executeOf(id), {}), 'params.thing');
      await expectBadField(
        await world.acme('POST', executeOf(id), { params: { thing: 'x', other: 'y' } }),
        'params.other',
      );
      const grows = await templateIn(world, '{a}'.repeat(50));
      const { status, body } = await world.acme('POST', executeOf(grows), { params: { a: 'x'.repeat(500) } });
      expect([status, body.code]).toEqual([400, 'TEMPLATE_EXPANSION_TOO_LONG']);
    },
    unknown_id: (world) => expectUnknown(world, { method: 'POST', path: executeOf, body: { params: {} } }),
    async other_tenant(world) {
      const id = await templateIn(world, 'plain');
      await expectHidden(world, { method: 'POST', path: executeOf, id, body: { params: {} } });
    },
    replayed: 'makes nothing that lasts but its line in the history',
    cancelled: async (world) => world.cancel('POST', executeOf(await templateIn(world, 'lamp')), { pattern: 'fused' }),
  },
  'DELETE /api/templates/{id}': {
    async works(world) {
      const id = await templateIn(world);
      const { status, body } = await world.acme('DELETE', templateOf(id));
      expect([status, body]).toEqual([200, { status: 'deleted', template_id: id }]);
      expect((await world.acme('POST', executeOf(id), {})).status).toBe(404);
    },
    async bad_input({ acme }) {
      await expectBadField(await acme('DELETE', templateOf('no%20spaces')), 'id');
    },
    unknown_id: (world) => expectUnknown(world, { method: 'DELETE', path: templateOf }),
    async other_tenant(world) {
      const id = await templateIn(world);
      await expectHidden(world, { method: 'DELETE', path: templateOf, id });
      expect((await world.acme('DELETE', templateOf(id))).status).toBe(200);
    },
    replayed: 'deletes: the second time is a 404',
    cancelled: async (world) => world.cancel('DELETE', templateOf(await templateIn(world))),
  },
};
