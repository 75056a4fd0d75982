import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queryApp } from '../../../test/support/query-app.ts';
import { openQueryWorld, type QueryWorld } from '../../../test/support/query-world.ts';

let world: QueryWorld;
let app: Awaited<ReturnType<typeof queryApp>>;

beforeAll(async () => {
  world = await openQueryWorld();
  app = await queryApp(world);
  await app.ask('Who built Bell Rock?', { session_id: 'one' });
  await app.ask('How high is the tower of Fastnet Rock?', { session_id: 'one' });
  await app.ask('Who built Bell Rock?', { session_id: 'two' });
  await app.ask('How high is the tower of Fastnet Rock?', { session_id: 'two' });
  await app.ask('Who painted the ceiling of the Sistine Chapel?');
});

afterAll(async () => {
  await app.app.close();
  await world.close();
});

async function suggested(query: string, headers = {}): Promise<string[]> {
  const { status, body } = await app.call('GET', `/api/suggestions?${query}`, undefined, headers);
  expect(status).toBe(200);
  return body;
}

describe('GET /api/suggestions', () => {
  it('gives a bare list of texts, what was asked before what only fits a name', async () => {
    const found = await suggested('prefix=who%20b');
    expect(found).toEqual(['Who built Bell Rock?']);
    expect((await suggested('prefix=bell'))[0]).toBe('Who built Bell Rock?');
    expect(await suggested('prefix=bell')).toContain('What is Bell Rock?');
  });

  it('goes on inside the words of a template', async () => {
    expect(await suggested('prefix=What%20is%20fas')).toEqual(['What is Fastnet Rock?']);
    const found = await suggested('prefix=what%20do%20the%20doc');
    expect(found).toContain('What do the documents say about Fastnet Rock?');
    expect(found.every((text) => text.startsWith('What do the documents say about '))).toBe(true);
  });

  it('says source and score when asked for detail, best first', async () => {
    const { body } = await app.call('GET', '/api/suggestions?detail=true&limit=4');
    expect(body).toHaveLength(4);
    expect(body[0]).toMatchObject({ suggestion: expect.any(String), source: 'popular' });
    const scores = body.map(({ score }: { score: number }) => score);
    expect(scores).toEqual(scores.toSorted((a: number, b: number) => b - a));
  });

  it('puts what followed the question before first', async () => {
    const context = encodeURIComponent('who built bell rock');
    const { body } = await app.call('GET', `/api/suggestions?detail=true&context=${context}`);
    expect(body[0]).toMatchObject({ suggestion: 'How high is the tower of Fastnet Rock?', source: 'context' });
    await app.ask('Who built Bell Rock?', { session_id: 'three' });
    const followed = await app.call('GET', '/api/suggestions?detail=true&session_id=three&prefix=how');
    expect(followed.body[0]).toMatchObject({ suggestion: 'How high is the tower of Fastnet Rock?', source: 'context' });
    const other = await app.call('GET', '/api/suggestions?detail=true&session_id=three&prefix=why');
    expect(other.body.map(({ source }: { source: string }) => source)).not.toContain('context');
  });

  it('never suggests what was never answered', async () => {
    expect(await suggested('prefix=who%20painted')).toEqual([]);
    expect(await suggested('prefix=sistine')).toEqual([]);
  });

  it('shows nothing to another tenant', async () => {
    expect(await suggested('', { 'x-tenant': 'stranger' })).toEqual([]);
    expect(await suggested('prefix=who', { 'x-tenant': 'stranger' })).toEqual([]);
  });

  it('keeps collections apart', async () => {
    expect(await suggested('prefix=who&collection=empty')).toEqual([]);
  });

  it.each(['limit=0', 'limit=51', 'prefix=a&colour=red', 'detail=maybe', `prefix=${'x'.repeat(1_001)}`])(
    'refuses %s',
    async (query) => {
      expect(await app.call('GET', `/api/suggestions?${query}`)).toMatchObject({ status: 400 });
    },
  );

  it('lets go of what a deleted document named or answered', async () => {
    await world.add([{ id: 'skerryvore', text: 'Skerryvore was built by Alan Stevenson. It was first lit in 1844.' }]);
    await app.ask('Who built Skerryvore?');
    expect(await suggested('prefix=who%20built%20sk')).toEqual(['Who built Skerryvore?']);
    await world.ingests.deleteDocument('default', 'skerryvore');
    expect(await suggested('prefix=who%20built%20sk')).toEqual([]);
    await world.ingests.deleteDocument('default', 'fastnet');
    expect(await suggested('prefix=what%20is%20fas')).toEqual([]);
    expect(await suggested('prefix=how%20high')).toEqual([]);
  });

  it('lets go of what was deleted from the history', async () => {
    expect(await suggested('prefix=who%20built')).toEqual(['Who built Bell Rock?']);
    await app.call('DELETE', '/api/history');
    expect(await suggested('prefix=who%20built')).toEqual([]);
    expect(await suggested('prefix=what%20is%20edd')).toEqual(['What is Eddystone?']);
  });
});

describe('POST /api/suggestions/add', () => {
  it('suggests it from then on, once, to its tenant, and from the records after a start', async () => {
    const text = 'When does the visitor centre open?';
    const added = await app.call('POST', '/api/suggestions/add', { suggestion: `  ${text} ` });
    expect(added).toMatchObject({ status: 200, body: { status: 'added', suggestion: text } });
    expect(await app.call('POST', '/api/suggestions/add', { suggestion: text.toUpperCase() })).toMatchObject({
      status: 200,
    });
    expect(await suggested('prefix=when%20d')).toEqual([text]);
    expect(await suggested('prefix=visitor')).toEqual([text]);
    expect(await suggested('prefix=when', { 'x-tenant': 'stranger' })).toEqual([]);
    const again = await queryApp(world);
    expect((await again.call('GET', '/api/suggestions?prefix=when')).body).toEqual([text]);
    await again.app.close();
  });

  it.each(['', '\u200b', 'x'.repeat(301), 'y'.repeat(11_000)])('refuses %#', async (suggestion) => {
    const answer = await app.call('POST', '/api/suggestions/add', { suggestion });
    expect(answer).toMatchObject({ status: 400, body: { issues: [{ path: 'suggestion' }] } });
  });

  it('has an end', async () => {
    const headers = { 'x-tenant': 'hoarder' };
    for (let i = 0; i < 1_000; i += 50)
      await Promise.all(
        Array.from({ length: 50 }, (_, j) =>
          app.call('POST', '/api/suggestions/add', { suggestion: `Question ${i + j}?` }, headers),
        ),
      );
    const full = await app.call('POST', '/api/suggestions/add', { suggestion: 'One more?' }, headers);
    expect(full).toMatchObject({ body: { code: 'SAVED_LIMIT_REACHED' } });
    expect(await suggested('prefix=question%20999', headers)).toEqual(['Question 999?']);
  });
});
