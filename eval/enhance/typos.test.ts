import { expect, it } from 'vitest';
import { seededRandom } from '../../test/support/seeded-random.ts';
import { withSlip } from './typos.ts';

it('puts one slip into one word, and the same for the same seed', () => {
  const text = 'Where was the lighthouse of Bertram Stone finished?';
  const slip = (kind: 'words' | 'names', seed: number) =>
    withSlip(text, { kind, isKnown: (word) => word !== 'where', random: seededRandom(seed) });
  for (let seed = 1; seed < 50; seed++) {
    const made = slip('words', seed);
    expect(made).toEqual(slip('words', seed));
    expect(['lighthouse', 'finished']).toContain(made?.word);
    expect(made?.text).toBe(text.replace(made?.word ?? '', made?.slip ?? ''));
    expect(made?.slip).not.toBe(made?.word);
    expect(['Bertram', 'Stone']).toContain(slip('names', seed)?.word);
  }
});

const ANY = { isKnown: () => true, random: seededRandom(1) };

it('gives null where there is nothing to mistype', () => {
  expect(withSlip('Who is it?', { kind: 'words', ...ANY })).toBeNull();
  expect(withSlip('Lamps burn well', { kind: 'names', ...ANY })).toBeNull();
});
