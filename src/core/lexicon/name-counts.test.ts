import { describe, expect, it } from 'vitest';
import { NameCounts } from './name-counts.ts';

const texts = (counts: NameCounts, limit = 10) => counts.best(limit).map(({ text, count }) => `${text} ${count}`);

describe('NameCounts', () => {
  it('puts what is named most first, phrases before words, and ends at the limit', () => {
    const counts = new NameCounts();
    for (const name of ['Ada', 'Bell Rock', 'Zinc', 'Ada', 'Bell Rock']) counts.name(name);
    expect(texts(counts)).toEqual(['Bell Rock 2', 'Ada 2', 'Zinc 1']);
    expect(texts(counts, 1)).toEqual(['Bell Rock 2']);
  });

  it('writes a name as it is written most often', () => {
    const counts = new NameCounts();
    for (const name of ['BELL ROCK', 'Bell Rock', 'Bell Rock']) counts.name(name);
    expect(texts(counts)).toEqual(['Bell Rock 3']);
  });

  it('counts the head of a sentence only where there is a name elsewhere', () => {
    const counts = new NameCounts();
    counts.perhaps('Lamps');
    counts.perhaps('Ada');
    counts.name('Ada');
    expect(texts(counts)).toEqual(['Ada 2']);
  });

  it('takes the first word of a sentence into a name unless something speaks against it', () => {
    const counts = new NameCounts();
    counts.name('Bell Rock');
    counts.whole('Today Bell Rock', 'Bell Rock', false);
    counts.whole('Old Mill', 'Mill', false);
    counts.whole('Building Zinc', 'Zinc', true);
    counts.whole('Cyclin A', 'A', true);
    expect(texts(counts)).toEqual(['Bell Rock 2', 'Old Mill 1', 'Cyclin A 1', 'Zinc 1']);
  });

  it('believes single words less where every noun has a capital', () => {
    const counts = new NameCounts();
    counts.name('Haus');
    counts.name('Alte Brücke');
    counts.addSure('Turm', 1);
    counts.addLength({ length: 1_000, capitals: 100 });
    expect(texts(counts)).toEqual(['Turm 1', 'Alte Brücke 1'].sort((a, b) => b.localeCompare(a)));
  });

  it('puts what is sure first by its bonus', () => {
    const counts = new NameCounts();
    counts.name('Ada');
    counts.name('Ada');
    counts.addSure('late interaction', 6);
    expect(texts(counts)).toEqual(['late interaction 1', 'Ada 2']);
  });
});
