import { expect, test } from 'vitest';
import { hashOf, WordSlots } from './word-slots.ts';

test('finds a word by a stretch of a text', () => {
  const slots = new WordSlots(64);
  const slot = slots.claim('harbour');
  expect(slots.find('the harbour of', 4, 11)).toBe(slot);
  expect(slots.find('the harbour of', 4, 10)).toBe(-1);
  expect(slots.find('Harbour', 0, 7)).toBe(-1);
});

test('every slot holds the word that was given it last, and words in use stay', () => {
  const slots = new WordSlots(64);
  const holders = new Map<number, string>([[slots.claim('hot'), 'hot']]);
  for (let i = 0; i < 1_000; i++) {
    const word = `word${i}`;
    const slot = slots.claim(word);
    holders.set(slot, word);
    expect(slots.find(word, 0, word.length)).toBe(slot);
    slots.find('hot', 0, 3);
  }
  expect(holders.size).toBeLessThanOrEqual(64);
  const found = [...holders].filter(([slot, word]) => slots.find(word, 0, word.length) === slot);
  expect(found.length).toBe(holders.size);
});

test('a hash is of the stretch alone and never 0', () => {
  expect(hashOf('the harbour', 4, 11)).toBe(hashOf('harbour', 0, 7));
  expect(hashOf('', 0, 0)).not.toBe(0);
});

test('the word found or claimed last keeps its slot', () => {
  const slots = new WordSlots(8);
  const words = Array.from({ length: 40 }, (_, i) => `word${i}`);
  let before = slots.claim('first');
  for (const word of words) {
    const slot = slots.claim(word);
    expect(slot).not.toBe(before);
    before = slot;
  }
});
