import { expect } from 'vitest';
import {
  type AcceptanceWorld,
  expectBadField,
  expectHidden,
  expectReplayed,
  expectUnknown,
  type OperationRows,
} from '../../support/acceptance.ts';

const QUESTION = 'Who built the Ada Lamp?';
const DESIGN = { variants: ['plain', 'bold'], metrics: [{ name: 'clicked', min: 0, max: 1 }] };

const at = (id: string) => `/api/experiments/${id}`;
const assignAt = (id: string) => `${at(id)}/assign`;
const resultsAt = (id: string) => `${at(id)}/results`;

/** An experiment of acme's under this id, made when it is not there. */
async function made({ acme }: AcceptanceWorld, id: string): Promise<string> {
  expect((await acme('POST', '/api/experiments', { experiment_id: id, ...DESIGN })).status).toBeLessThan(300);
  return id;
}

/** Experiments, and patterns side by side. */
export const experimentsRows: OperationRows = {
  'POST /api/query/ab-test': {
    async works({ acme }) {
      const { status, body } = await acme('POST', '/api/query/ab-test', { text: QUESTION, patterns: ['bare', 'fast'] });
      expect(status).toBe(200);
      expect(body).toMatchObject({ query: QUESTION, winner: expect.any(String), reason: expect.any(String) });
      expect(body.results.fast).toMatchObject({ answered: true, tool_used: 'answer', runs: 8 });
      expect(body.results.fast.response).toContain('Ada Quill');
      const flat = await acme('POST', '/api/query/ab-test?text=lamp&patterns=bare&patterns=fused&runs=1');
      expect(Object.keys(flat.body.results)).toEqual(['bare', 'fused']);
    },
    async bad_input({ acme }) {
      await expectBadField(
        await acme('POST', '/api/query/ab-test', { text: QUESTION, patterns: ['slow', 'fast'] }),
        'patterns.0',
      );
      await expectBadField(await acme('POST', '/api/query/ab-test', { text: QUESTION, runs: 0 }), 'runs');
      await expectBadField(await acme('POST', '/api/query/ab-test', { text: '' }), 'text');
    },
    unknown_id: 'takes no id',
    other_tenant: 'takes no id; asks in the tenant’s own documents',
    replayed: 'makes nothing that lasts but lines in the history',
    cancelled: ({ cancel }) => cancel('POST', '/api/query/ab-test', { text: QUESTION, runs: 20 }),
  },
  'GET /api/experiments': {
    async works(world) {
      await made(world, 'listed-1');
      await made(world, 'listed-2');
      const first = await world.acme('GET', '/api/experiments?limit=1');
      expect(first.body).toMatchObject({ count: 1, experiments: [{ control: 'plain', alpha: 0.05 }] });
      const next = await world.acme('GET', `/api/experiments?limit=200&cursor=${first.body.next_cursor}`);
      const ids = [...first.body.experiments, ...next.body.experiments].map(({ experiment_id }) => experiment_id);
      expect(ids).toEqual(expect.arrayContaining(['listed-1', 'listed-2']));
      expect(new Set(ids).size).toBe(ids.length);
      expect(JSON.stringify((await world.globex('GET', '/api/experiments')).body)).not.toContain('listed');
    },
    async bad_input({ acme }) {
      await expectBadField(await acme('GET', '/api/experiments?limit=0'), 'limit');
      await expectBadField(await acme('GET', '/api/experiments?cursor=x'), 'cursor');
    },
    unknown_id: 'takes no id',
    other_tenant: 'takes no id; the list is the tenant’s own, part of "works"',
    replayed: 'reads',
    cancelled: ({ cancel }) => cancel('GET', '/api/experiments'),
  },
  'POST /api/experiments': {
    async works({ acme }) {
      const { status, body } = await acme('POST', '/api/experiments', { experiment_id: 'fonts', ...DESIGN });
      expect([status, body.status, body.variants]).toEqual([
        201,
        'created',
        [
          { name: 'plain', weight: 1 },
          { name: 'bold', weight: 1 },
        ],
      ]);
      const heavier = { ...DESIGN, variants: ['plain', { name: 'bold', weight: 3 }] };
      const again = await acme('POST', '/api/experiments', { experiment_id: 'fonts', ...heavier });
      expect([again.status, again.body.status, again.body.variants[1].weight]).toEqual([200, 'updated', 3]);
      const other = await acme('POST', '/api/experiments', { experiment_id: 'fonts', ...DESIGN, metrics: ['other'] });
      expect([other.status, other.body.code]).toEqual([409, 'EXPERIMENT_EXISTS']);
    },
    async bad_input({ acme }) {
      await expectBadField(await acme('POST', '/api/experiments', { ...DESIGN, variants: ['one'] }), 'variants');
      await expectBadField(await acme('POST', '/api/experiments', { ...DESIGN, control: 'none' }), 'control');
      await expectBadField(await acme('POST', '/api/experiments', { ...DESIGN, colour: 'red' }), 'colour');
    },
    unknown_id: 'makes what it names',
    async other_tenant(world) {
      await made(world, 'shared-name');
      const theirs = await world.globex('POST', '/api/experiments', { experiment_id: 'shared-name', ...DESIGN });
      expect(theirs.status).toBe(201);
    },
    async replayed(world) {
      const { body } = await expectReplayed(world, '/api/experiments', DESIGN);
      const { body: list } = await world.acme('GET', '/api/experiments?limit=200');
      const own = list.experiments.filter(({ experiment_id }: typeof body) => experiment_id === body.experiment_id);
      expect(own).toHaveLength(1);
    },
    cancelled: ({ cancel }) => cancel('POST', '/api/experiments', { experiment_id: 'left', ...DESIGN }),
  },
  'GET /api/experiments/{id}': {
    async works(world) {
      const id = await made(world, 'read');
      for (let i = 0; i < 40; i++) {
        await world.acme('POST', resultsAt(id), { variant: 'plain', metric: 'clicked', value: 0 });
        await world.acme('POST', resultsAt(id), { variant: 'bold', metric: 'clicked', value: 1 });
      }
      const { status, body } = await world.acme('GET', at(id));
      expect(status).toBe(200);
      expect(body.verdict).toMatchObject({ state: 'winner', winner: 'bold' });
      expect(body.metrics[0].variants[1].compared).toMatchObject({ difference: 1, effect: 'better' });
      expect(body.sample_ratio.sound).toBe(true);
    },
    bad_input: 'takes an id alone; one with a blank is a 400 of its own, as on every path',
    unknown_id: (world) => expectUnknown(world, { method: 'GET', path: at }),
    other_tenant: async (world) => expectHidden(world, { method: 'GET', path: at, id: await made(world, 'hidden') }),
    replayed: 'reads',
    cancelled: async (world) => world.cancel('GET', at(await made(world, 'hidden'))),
  },
  'DELETE /api/experiments/{id}': {
    async works(world) {
      const id = await made(world, 'short-lived');
      await world.acme('POST', assignAt(id), { unit: 'u' });
      expect((await world.acme('DELETE', at(id))).body).toEqual({ status: 'deleted', experiment_id: id });
      expect((await world.acme('GET', at(id))).status).toBe(404);
      await made(world, id);
      const { body } = await world.acme('POST', assignAt(id), { unit: 'u' });
      expect(body.is_new).toBe(true);
    },
    bad_input: 'takes an id alone',
    unknown_id: (world) => expectUnknown(world, { method: 'DELETE', path: at }),
    async other_tenant(world) {
      const id = await made(world, 'kept');
      await expectHidden(world, { method: 'DELETE', path: at, id });
      expect((await world.acme('GET', at(id))).status).toBe(200);
    },
    replayed: 'deletes: twice is as once',
    cancelled: ({ cancel }) => cancel('DELETE', at('nobody_1')),
  },
  'POST /api/experiments/{id}/assign': {
    async works(world) {
      const id = await made(world, 'assigned');
      const first = await world.acme('POST', assignAt(id), { unit: 'user 1' });
      expect(first.body).toMatchObject({ unit: 'user 1', is_new: true });
      expect(DESIGN.variants).toContain(first.body.variant);
      await world.acme('POST', '/api/experiments', {
        ...DESIGN,
        experiment_id: id,
        variants: DESIGN.variants.map((name) => ({ name, weight: name === first.body.variant ? 0 : 1 })),
      });
      const again = await world.acme('POST', assignAt(id), { unit: 'user 1' });
      expect(again.body).toEqual({ ...first.body, is_new: false });
    },
    async bad_input(world) {
      const id = await made(world, 'refusing');
      await expectBadField(await world.acme('POST', assignAt(id), { unit: '' }), 'unit');
      await expectBadField(await world.acme('POST', assignAt(id), {}), 'unit');
    },
    unknown_id: (world) => expectUnknown(world, { method: 'POST', path: assignAt, body: { unit: 'u' } }),
    other_tenant: async (world) =>
      expectHidden(world, { method: 'POST', path: assignAt, body: { unit: 'u' }, id: await made(world, 'hidden') }),
    replayed: async (world) => {
      await expectReplayed(world, assignAt(await made(world, 'replayed')), { unit: 'u' });
    },
    cancelled: async (world) => world.cancel('POST', assignAt(await made(world, 'hidden')), { unit: 'leaver' }),
  },
  'POST /api/experiments/{id}/results': {
    async works(world) {
      const id = await made(world, 'counted');
      const { body } = await world.acme('POST', assignAt(id), { unit: 'u' });
      const result = { unit: 'u', metric: 'clicked', value: 1 };
      const first = await world.acme('POST', resultsAt(id), result);
      expect(first.body).toMatchObject({ recorded: true, variant: body.variant, value: 1 });
      const second = await world.acme('POST', resultsAt(id), { ...result, value: 0 });
      expect(second.body).toMatchObject({ recorded: false, value: 1 });
      const stranger = await world.acme('POST', resultsAt(id), { ...result, unit: 'never assigned' });
      expect([stranger.status, stranger.body.code]).toEqual([422, 'EXPERIMENT_UNIT_UNKNOWN']);
    },
    async bad_input(world) {
      const path = resultsAt(await made(world, 'refusing'));
      const result = { variant: 'bold', metric: 'clicked', value: 1 };
      await expectBadField(await world.acme('POST', path, { ...result, value: 2 }), 'value');
      await expectBadField(await world.acme('POST', path, { ...result, metric: 'other' }), 'metric');
      await expectBadField(await world.acme('POST', path, { ...result, variant: 'other' }), 'variant');
      await expectBadField(await world.acme('POST', path, { ...result, unit: 'u' }), 'unit');
    },
    unknown_id: (world) =>
      expectUnknown(world, { method: 'POST', path: resultsAt, body: { variant: 'bold', metric: 'clicked', value: 1 } }),
    async other_tenant(world) {
      const body = { variant: 'bold', metric: 'clicked', value: 1 };
      await expectHidden(world, { method: 'POST', path: resultsAt, body, id: await made(world, 'hidden') });
    },
    async replayed(world) {
      const id = await made(world, 'replayed-results');
      await expectReplayed(world, resultsAt(id), { variant: 'bold', metric: 'clicked', value: 1 });
      expect((await world.acme('GET', at(id))).body.metrics[0].variants[1].count).toBe(1);
    },
    cancelled: async (world) =>
      world.cancel('POST', resultsAt(await made(world, 'hidden')), { variant: 'bold', metric: 'clicked', value: 1 }),
  },
};
