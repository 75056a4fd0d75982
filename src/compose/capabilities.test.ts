import { expect, it } from 'vitest';
import { memorySaved } from '../../test/support/memory-saved.ts';
import { readSettings } from '../config/env.ts';
import { readCapabilities } from './capabilities.ts';

async function namesOn(env: Readonly<Record<string, string>>, documents: number, cacheIsOn: boolean) {
  const counts = async () => [{ collection: 'default', documents, chunks: documents }];
  const saved = memorySaved();
  if (documents > 0) {
    const item = { tenant: 'acme', kind: 'bookmark', itemId: 'b', rank: 0, label: 'b', tags: [], body: '{}' };
    await saved.create(item, { itemsMax: 1, nowMs: 1 });
  }
  const records = { documents: Object.assign(Object.create(null), { counts }), saved };
  const all = await readCapabilities({ settings: readSettings(env), records, cacheIsOn })('acme');
  return all.filter(({ on }) => on).map(({ name }) => name);
}

it('says what is on by the settings, the documents and what was saved', async () => {
  expect(await namesOn({ HISTORY: 'off', PREFETCH: 'off' }, 0, false)).toEqual([]);
  const env = { AUTO_TUNING: 'on', REDIS_URL: 'redis://127.0.0.1:6379' };
  expect(await namesOn(env, 3, true)).toEqual([
    'documents',
    'history',
    'answer_cache',
    'prefetch',
    'auto_tuning',
    'saved_questions',
    'many_processes',
  ]);
});
