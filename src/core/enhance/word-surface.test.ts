import { expect, it } from 'vitest';
import { findSurface, type SurfacePorts } from './word-surface.ts';

const SCOPE = { tenant: 't', collection: 'c' };

function portsOver(text: string): SurfacePorts {
  const chunk = {
    chunk: 1,
    documentId: 'd',
    scope: SCOPE,
    index: 0,
    text,
    start: 0,
    end: text.length,
    headings: [],
    title: '',
    uri: null,
  };
  return { lexical: { search: async () => [{ chunk: 1, score: 1 }] }, documents: { chunks: async () => [chunk] } };
}

const surface = (text: string, term: string, typed: string) =>
  findSurface(portsOver(text), { scope: SCOPE, term, typed });

it('prefers the nearest form, then one in lower case, then the most frequent', async () => {
  expect(await surface('Lamps burn. lamps and lamp', 'lamp', 'lampz')).toEqual({ word: 'lamp', distance: 1 });
  expect(await surface('Lamps burn, Lamps glow, lamps go', 'lamp', 'lamps')).toEqual({ word: 'lamps', distance: 0 });
  expect(await surface('Fastnet is Fastnet', 'fastnet', 'fastnett')).toEqual({ word: 'Fastnet', distance: 1 });
});

it('gives null when no word of the passages has the term', async () => {
  expect(await surface('nothing here', 'lamp', 'lamp')).toBeNull();
});
