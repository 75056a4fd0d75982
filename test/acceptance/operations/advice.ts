import { expect } from 'vitest';
import { type AcceptanceWorld, expectBadField, expectUnknown, type OperationRows } from '../../support/acceptance.ts';

const QUESTION = 'Who built the Ada Lamp?';
const PROPOSAL = 'min_confidence.0.95';
const applyAt = (id: string) => `/api/tuning/${id}/apply`;
const revertAt = (id: string) => `/api/tuning/${id}/revert`;

/** A question with an answer that is not sure at all. */
const UNSURE = 'What does the lamp burn?';

/** Rates the sure answers good and the unsure ones bad, so often that more confidence is proposed. */
async function rated({ acme }: AcceptanceWorld): Promise<void> {
  for (let i = 0; i < 24; i++) {
    const { body } = await acme('POST', '/api/query', { text: i % 2 === 0 ? QUESTION : UNSURE, pattern: 'bare' });
    expect(body.answered).toBe(true);
    const rating = i % 2 === 0 ? 5 : 1;
    expect((await acme('POST', '/api/feedback', { query_id: body.query_id, rating })).status).toBeLessThan(300);
  }
}

/** The id of a proposal that is there or was applied; made by ratings. */
async function proposed(world: AcceptanceWorld): Promise<string> {
  const find = async () => {
    const { body } = await world.acme('GET', '/api/tuning');
    return [...body.applied, ...body.proposals].find(({ setting }) => setting === 'min_confidence')?.proposal_id;
  };
  if ((await find()) === undefined) await rated(world);
  const found = await find();
  expect(found).toEqual(expect.any(String));
  return found;
}

/** What is learned from past queries, and what may be done about it. */
export const adviceRows: OperationRows = {
  'GET /api/recommendations': {
    async works({ acme, globex }) {
      for (let i = 0; i < 2; i++) await acme('POST', '/api/query', { text: 'How tall are zeppelins?' });
      const { status, body } = await acme('GET', `/api/recommendations?query=${encodeURIComponent(QUESTION)}`);
      expect(status).toBe(200);
      expect(body.pattern_recommendation).toMatchObject({ pattern: expect.any(String), reason: expect.any(String) });
      expect(body.thin_areas.map(({ topic }: { topic: string }) => topic).join()).toContain('zeppelins');
      expect(body.general_suggestions.join()).toContain('zeppelins');
      const theirs = await globex('GET', '/api/recommendations');
      expect(JSON.stringify(theirs.body)).not.toContain('zeppelins');
      await acme('DELETE', '/api/history?max_confidence=0.05');
      expect(JSON.stringify((await acme('GET', '/api/recommendations')).body)).not.toContain('zeppelins');
    },
    async bad_input({ acme }) {
      await expectBadField(await acme('GET', '/api/recommendations?query='), 'query');
      await expectBadField(await acme('GET', '/api/recommendations?colour=red'), 'colour');
    },
    unknown_id: 'takes no id',
    other_tenant: 'takes no id; that nothing of another tenant is learned is part of "works"',
    replayed: 'reads',
    cancelled: ({ cancel }) => cancel('GET', '/api/recommendations'),
  },
  'GET /api/tuning': {
    async works(world) {
      const proposal = await proposed(world);
      const { status, body } = await world.acme('GET', '/api/tuning');
      expect(status).toBe(200);
      expect(body.automatic).toBe(false);
      const all = [...body.proposals, ...body.applied];
      expect(all.find(({ proposal_id }) => proposal_id === proposal)).toMatchObject({
        setting: 'min_confidence',
        reason: expect.any(String),
        expected: { bad_avoided: expect.any(Number) },
      });
      expect((await world.globex('GET', '/api/tuning')).body).toMatchObject({ proposals: [], applied: [] });
    },
    bad_input: async ({ acme }) => expectBadField(await acme('GET', '/api/tuning?colour=red'), 'colour'),
    unknown_id: 'takes no id',
    other_tenant: 'takes no id; the tuning is the tenant’s own, part of "works"',
    replayed: 'reads',
    cancelled: ({ cancel }) => cancel('GET', '/api/tuning'),
  },
  'POST /api/tuning/{proposal_id}/apply': {
    async works(world) {
      const proposal = await proposed(world);
      const { status, body } = await world.acme('POST', applyAt(proposal), {});
      expect([status, body.status]).toEqual([200, 'applied']);
      const value = body.settings.min_confidence;
      expect(value).toBe(body.proposal.value);
      const asked = await world.acme('POST', '/api/query', { text: UNSURE, pattern: 'bare' });
      expect(asked.body).toMatchObject({ answered: false, cache_hit: false });
      const judge = asked.body.trace.stages.find(({ name }: { name: string }) => name === 'judge');
      expect(judge.detail).toContain(`min_confidence ${value}`);
      expect(judge.detail).toContain('tuned');
      await world.acme('POST', revertAt(proposal), {});
    },
    bad_input: async ({ acme }) => expectBadField(await acme('POST', applyAt('x%20y'), {}), 'proposal_id'),
    unknown_id: (world) => expectUnknown(world, { method: 'POST', path: applyAt, body: {} }),
    async other_tenant(world) {
      const proposal = await proposed(world);
      expect((await world.globex('POST', applyAt(proposal), {})).body.code).toBe('TUNING_PROPOSAL_NOT_FOUND');
    },
    async replayed(world) {
      const proposal = await proposed(world);
      const headers = { 'idempotency-key': 'tune-once' };
      const first = await world.acme('POST', applyAt(proposal), {}, headers);
      const again = await world.acme('POST', applyAt(proposal), {}, headers);
      expect(again.headers.get('idempotency-replayed')).toBe('true');
      expect(again.body).toEqual(first.body);
      await world.acme('POST', revertAt(proposal), {});
    },
    cancelled: ({ cancel }) => cancel('POST', applyAt(PROPOSAL), {}),
  },
  'POST /api/tuning/{proposal_id}/revert': {
    async works(world) {
      const proposal = await proposed(world);
      await world.acme('POST', applyAt(proposal), {});
      const { status, body } = await world.acme('POST', revertAt(proposal), {});
      expect([status, body]).toEqual([
        200,
        { status: 'reverted', proposal_id: proposal, settings: { auto_pattern: null, min_confidence: null } },
      ]);
      expect((await world.acme('POST', revertAt(proposal), {})).status).toBe(404);
    },
    bad_input: async ({ acme }) => expectBadField(await acme('POST', revertAt('x%20y'), {}), 'proposal_id'),
    unknown_id: (world) => expectUnknown(world, { method: 'POST', path: revertAt, body: {} }),
    async other_tenant(world) {
      const proposal = await proposed(world);
      await world.acme('POST', applyAt(proposal), {});
      expect((await world.globex('POST', revertAt(proposal), {})).status).toBe(404);
      expect((await world.acme('POST', revertAt(proposal), {})).status).toBe(200);
    },
    replayed: 'takes back: a second time there is nothing left to take back',
    cancelled: ({ cancel }) => cancel('POST', revertAt(PROPOSAL), {}),
  },
};
