import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ASKER } from '../../test/support/query-world.ts';
import { buildApp } from '../app.ts';
import { readSettings } from '../config/env.ts';
import { queryRequest } from '../core/query/query-request.ts';
import { CodedError } from '../shared/errors.ts';
import { compose } from './compose.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'queryloom-analytics-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** The whole server over the folder, not listening. */
async function open(env: Record<string, string> = {}) {
  const settings = readSettings({ DATA_DIR: folder, SAMPLE_DOCS: 'off', WORKERS: '1', LOG_LEVEL: 'silent', ...env });
  const services = await compose(settings);
  const app = await buildApp(services.app, settings, { checkAnswers: true });
  const call = async (method: 'GET' | 'POST' | 'DELETE', url: string, body?: object) => {
    const response = await app.inject({ method, url, ...(body === undefined ? {} : { payload: body }) });
    return response.json();
  };
  return {
    call,
    report: () => call('GET', '/api/analytics'),
    async add(id: string, text: string) {
      await call('POST', '/api/documents?wait=indexed', { id, title: '', text });
    },
    async ask(text: string, fields: object = {}) {
      const body = await call('POST', '/api/query', { text, cache: 'bypass', ...fields });
      await services.app.queries.settled();
      return body;
    },
    /** Asks with a deadline that has passed. */
    async fail(text: string) {
      const signal = AbortSignal.abort(new CodedError('REQUEST_TIMEOUT', 'late'));
      await expect(services.app.queries.run(queryRequest(text), ASKER, signal)).rejects.toThrow('late');
    },
    remove: (id: string) => services.app.ingests.deleteDocument(ASKER.tenant, id),
    async close() {
      await app.close();
      await services.close();
    },
  };
}

const texts = (body: { popular_queries: { query: string }[] }) => body.popular_queries.map(({ query }) => query);
const names = (body: { popular_entities: { entity: string }[] }) => body.popular_entities.map(({ entity }) => entity);

describe('analytics of a server', () => {
  it('is the same after a restart', async () => {
    const first = await open();
    await first.ask('Who keeps the lamp?', { user_id: 'ada' });
    await first.ask('Who keeps the lamp?', { user_id: 'eve', pattern: 'bare' });
    const { generated_at: _before, ...before } = await first.report();
    expect(before).toMatchObject({ total_queries: 2, unique_users: 2, patterns: { fast: 1, bare: 1 } });
    await first.close();
    const second = await open();
    const { generated_at: _after, ...after } = await second.report();
    expect(after).toEqual(before);
    await second.ask('Who keeps the lamp?', { user_id: 'ada' });
    expect(await second.report()).toMatchObject({ total_queries: 3, unique_users: 2, popular_queries: [{ count: 3 }] });
    await second.close();
  });

  it('forgets deleted questions before the delete is answered, and keeps figures and the others’ questions', async () => {
    const app = await open();
    for (let i = 0; i < 2; i++) await app.ask('What did the leaver ask?', { user_id: 'leaver' });
    await app.ask('What did the others ask?', { user_id: 'ada' });
    await app.call('DELETE', '/api/history?user_id=leaver');
    const partly = await app.report();
    expect([texts(partly), partly.total_queries]).toEqual([['What did the others ask?'], 3]);
    expect(await app.call('GET', '/api/analytics/users/leaver')).toMatchObject({ code: 'USER_NOT_FOUND' });
    await app.call('DELETE', '/api/history');
    await app.close();
    const again = await open();
    const empty = await again.report();
    expect([texts(empty), names(empty), empty.total_queries]).toEqual([[], [], 3]);
    await again.close();
  });

  it('keeps figures and no texts with HISTORY=off', async () => {
    const app = await open({ HISTORY: 'off' });
    await app.ask('What is not kept?');
    expect(await app.report()).toMatchObject({ total_queries: 1, popular_queries: [], popular_entities: [] });
    await app.close();
  });

  it('shows names while documents hold them, and no longer', async () => {
    const app = await open();
    await app.add(
      'lamp',
      'The Ada Lamp was built by Bertram Stone in 1850. Bertram Stone kept the Ada Lamp for years.',
    );
    await app.ask('Who built the Ada Lamp?', { pattern: 'fused' });
    const found = names(await app.report());
    await app.remove('lamp');
    expect(names(await app.report())).toEqual([]);
    expect(found.length).toBeGreaterThan(0);
    await app.close();
  });

  it('counts failures beside answers', async () => {
    const app = await open();
    await app.ask('Who keeps the lamp?');
    await app.fail('Who keeps the lamp?');
    const body = await app.report();
    expect(body).toMatchObject({ total_queries: 1, total_errors: 1, error_rate: 0.5, errors: { REQUEST_TIMEOUT: 1 } });
    expect(body.per_hour.at(-1)).toMatchObject({ errors: 1, error_rate: 0.5 });
    await app.close();
  });
});
