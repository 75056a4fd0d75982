import { describe, expect, it } from 'vitest';
import { TermDictionary } from './term-dictionary.ts';

describe('TermDictionary', () => {
  it('gives a term one id, and different terms different ones', () => {
    const dictionary = new TermDictionary();
    const cat = dictionary.take('cat');
    expect(dictionary.take('cat')).toBe(cat);
    expect(dictionary.take('dog')).not.toBe(cat);
    expect(dictionary.get('cat')).toBe(cat);
    expect(dictionary.get('bird')).toBeUndefined();
    expect(dictionary.get('constructor')).toBeUndefined();
  });

  it('uses ids again, so that churn does not grow it', () => {
    const dictionary = new TermDictionary();
    for (let i = 0; i < 10_000; i++) dictionary.release(dictionary.take(`term${i}`));
    expect(dictionary.take('last')).toBe(0);
    expect(dictionary.bytes()).toBeLessThan(200);
    expect(dictionary.get('term1')).toBeUndefined();
  });

  it('gives terms that may be near, and surely those that are', () => {
    const dictionary = new TermDictionary();
    for (const term of ['lamp', 'lamps', 'camp', 'clamps', 'mill', 'palm']) dictionary.take(term);
    dictionary.release(dictionary.take('damp'));
    const like = (term: string, maxDistance: number) => {
      const found: string[] = [];
      dictionary.forEachLike(term, maxDistance, (_, other) => found.push(other));
      return found;
    };
    expect(like('lamp', 0).toSorted()).toEqual(['lamp', 'palm']);
    expect(like('lamp', 1).toSorted()).toEqual(['camp', 'lamp', 'lamps', 'palm']);
    expect(like('lamp', 2).toSorted()).toEqual(['camp', 'clamps', 'lamp', 'lamps', 'mill', 'palm']);
  });

  it('ignores an id that is free', () => {
    const dictionary = new TermDictionary();
    dictionary.release(3);
    const id = dictionary.take('cat');
    dictionary.release(id);
    dictionary.release(id);
    expect([dictionary.take('a'), dictionary.take('b')]).toEqual([0, 1]);
  });
});
