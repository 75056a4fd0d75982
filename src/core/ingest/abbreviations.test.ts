import { describe, expect, it } from 'vitest';
import { abbreviationKind, isSentenceStarter } from './abbreviations.ts';

describe('abbreviationKind', () => {
  it.each([
    ['dr', 'inner'],
    ['e.g', 'inner'],
    ['z.b', 'inner'],
    ['approx', 'inner'],
    ['fig', 'number'],
    ['pp', 'number'],
    ['sept', 'number'],
    ['al', 'either'],
    ['u.s.a', 'either'],
    ['p.m', 'either'],
  ])('knows %s as %s', (word, kind) => expect(abbreviationKind(word)).toBe(kind));

  it('knows no other words, also not those of an object', () => {
    for (const word of ['', 'word', 'constructor', '__proto__', 'Dr']) expect(abbreviationKind(word)).toBeUndefined();
  });
});

describe('isSentenceStarter', () => {
  it('tells words that open sentences from names', () => {
    for (const word of ['the', 'however', 'we', 'results', 'in']) expect(isSentenceStarter(word)).toBe(true);
    for (const word of ['army', 'smith', 'london', '']) expect(isSentenceStarter(word)).toBe(false);
  });
});
