import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQueryWorld, type QueryWorld } from '../../../test/support/query-world.ts';
import { historyFilter } from '../../../test/support/records.ts';
import type { PastQueries } from '../../core/query/past-queries.ts';
import { systemScheduler } from '../../shared/scheduler.ts';
import { FORMATS } from './formats.ts';
import { fileOf, matchingIds, unknownIds, wantedIds } from './write-many.ts';

let world: QueryWorld;
let ids: string[];

beforeAll(async () => {
  world = await openQueryWorld();
  ids = [];
  for (const text of ['Who built Bell Rock?', 'granite tower', 'When was Fastnet lit?']) {
    ids.push((await world.ask(text, { userId: 'ada' })).queryId);
  }
  await world.queries.settled();
});

afterAll(() => world.close());

/** The past of the world that counts how many answers were read. */
function counted() {
  const reads: string[] = [];
  const past: PastQueries = Object.create(world.past, {
    answer: {
      value: (tenant: string, id: string) => {
        reads.push(id);
        return world.past.answer(tenant, id);
      },
    },
    list: { value: (...input: Parameters<PastQueries['list']>) => world.past.list(...input) },
  });
  return { past, reads };
}

const reading = (past: PastQueries = world.past) => ({
  past,
  tenant: 'default',
  signal: new AbortController().signal,
  scheduler: systemScheduler,
});

describe('fileOf', () => {
  it('reads an answer when the one before it was taken, and no sooner', async () => {
    const { past, reads } = counted();
    const file = fileOf(wantedIds(ids), { ...reading(past), format: FORMATS.json });
    await file.next();
    expect(reads).toEqual(ids.slice(0, 1));
    await file.next();
    expect(reads).toEqual(ids.slice(0, 2));
    await file.return(undefined);
    expect(reads).toHaveLength(2);
  });

  it('writes each id once, in the order it was asked for', async () => {
    const pieces = await Array.fromAsync(
      fileOf(wantedIds([...ids, ...ids].toReversed()), { ...reading(), format: FORMATS.json }),
    );
    const written: { query_id: string }[] = JSON.parse(pieces.join(''));
    expect(written.map(({ query_id }) => query_id)).toEqual(ids.toReversed());
  });

  it('names what went meanwhile where it was asked for by its id, in every format', async () => {
    for (const format of Object.values(FORMATS)) {
      const text = (await Array.fromAsync(fileOf(wantedIds(['q_gone', ...ids]), { ...reading(), format }))).join('');
      expect(text).toContain('gone');
      expect(text).toContain('was deleted while the file was written');
      expect(text).toContain('Robert Stevenson');
    }
    const found = [{ queryId: 'q_gone', named: false }];
    expect(await Array.fromAsync(fileOf(found, { ...reading(), format: FORMATS.json }))).toEqual(['[]\n']);
  });

  it('stops where the signal is aborted', async () => {
    const controller = new AbortController();
    const file = fileOf(wantedIds(ids), { ...reading(), signal: controller.signal, format: FORMATS.csv });
    await file.next();
    controller.abort(new Error('left'));
    await expect(file.next()).rejects.toThrow('left');
  });
});

describe('matchingIds', () => {
  it('goes through all pages, newest first, each query once', async () => {
    for (let i = 0; i < 230; i++) await world.ask(`question ${i}`, { pattern: 'bare', userId: 'many' });
    await world.queries.settled();
    const found = await Array.fromAsync(matchingIds(world.past, 'default', historyFilter({ userId: 'many' })));
    expect(found).toHaveLength(230);
    expect(new Set(found.map(({ queryId }) => queryId)).size).toBe(230);
    expect(await Array.fromAsync(matchingIds(world.past, 'default', historyFilter({ userId: 'ada' })))).toEqual(
      ids.toReversed().map((queryId) => ({ queryId, named: false })),
    );
    expect(await Array.fromAsync(matchingIds(world.past, 'stranger', historyFilter()))).toEqual([]);
  });
});

describe('unknownIds', () => {
  it('gives the places of ids nobody has, up to a number', async () => {
    const asked = ['q_a', ids[0] ?? '', 'q_b', 'q_c'];
    expect(await unknownIds(asked, { ...reading(), unknownMax: 9 })).toEqual([0, 2, 3]);
    expect(await unknownIds(asked, { ...reading(), unknownMax: 2 })).toEqual([0, 2]);
  });
});
