import { describe, expect, it } from 'vitest';
import { popularEntity, popularQuery, readEntity } from './popular-text.ts';

describe('popularQuery', () => {
  it('counts texts together that differ in letter case and final marks alone', () => {
    const keys = ['What is UCB?', 'what is ucb', 'WHAT IS UCB ?!'].map((text) => popularQuery(text).key);
    expect(new Set(keys)).toEqual(new Set(['what is ucb']));
    expect(popularQuery('What is UCB?').label).toBe('What is UCB?');
  });

  it('keeps the beginning of a long text, whole characters', () => {
    const { label } = popularQuery(`${'a'.repeat(199)}𝄞${'b'.repeat(500)}`);
    expect(label.length).toBe(201);
    expect(label.isWellFormed()).toBe(true);
  });
});

describe('popularEntity', () => {
  it('tells one name in two collections apart, and gives both back', () => {
    const [a, b] = [popularEntity('notes', 'Ada Quill'), popularEntity('mail', 'ADA QUILL')];
    expect(a.key).not.toBe(b.key);
    expect(readEntity(a.label)).toEqual({ collection: 'notes', name: 'Ada Quill' });
    expect(popularEntity('notes', 'ADA QUILL').key).toBe(a.key);
  });
});
