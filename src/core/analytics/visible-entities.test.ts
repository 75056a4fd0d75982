import { expect, it } from 'vitest';
import type { Lexicon } from '../../ports/lexicon.ts';
import { popularEntity } from './popular-text.ts';
import { visibleEntities } from './visible-entities.ts';

const NAMES = { notes: ['Ada Quill', 'Mill'], mail: ['Ada Quill'] };

/** Finds the names of its collections in a text; nothing else is asked of it here. */
const lexicon: Lexicon = {
  put: () => undefined,
  setEnabled: () => undefined,
  remove: () => undefined,
  entities: () => [],
  expansions: () => [],
  bytes: () => 0,
  named: ({ tenant, collection }, text) =>
    Object.entries(NAMES)
      .filter(([name]) => tenant === 'acme' && name === collection)
      .flatMap(([, names]) => names.filter((name) => text.toLowerCase().includes(name.toLowerCase())))
      .map((name) => ({ text: name, documents: 1 })),
};

const hitter = (collection: string, name: string, count: number) => ({
  label: popularEntity(collection, name).label,
  count,
  error: 1,
});

it('shows names that visible documents hold, collections put together, most frequent first', () => {
  const hitters = [
    hitter('notes', 'Mill', 5),
    hitter('notes', 'ada quill', 4),
    hitter('mail', 'Ada Quill', 3),
    hitter('mail', 'Mill', 9),
    hitter('notes', 'Old Mill', 8),
  ];
  expect(visibleEntities(hitters, { tenant: 'acme', lexicon, limit: 9 })).toEqual([
    { name: 'Ada Quill', count: 7, error: 2 },
    { name: 'Mill', count: 5, error: 1 },
  ]);
  expect(visibleEntities(hitters, { tenant: 'acme', lexicon, limit: 1 })).toHaveLength(1);
  expect(visibleEntities(hitters, { tenant: 'globex', lexicon, limit: 9 })).toEqual([]);
});
