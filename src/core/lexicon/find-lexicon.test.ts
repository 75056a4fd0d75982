import { describe, expect, it } from 'vitest';
import { ABBREVIATIONS_MAX, findLexicon, NAMES_MAX } from './find-lexicon.ts';

const names = (title: string, text: string, headings: readonly string[] = []) =>
  findLexicon({ title, chunks: [{ text, headings }] }).entities.map((entity) => entity.text);

describe('findLexicon', () => {
  it('gives the title first, then what is named most', () => {
    const text =
      'The lamp was built by Ada Quill in 1850 near Bell Rock. People say Ada Quill liked Bell Rock. Ada Quill died.';
    expect(findLexicon({ title: 'The Ada Lamp', chunks: [{ text, headings: [] }] })).toEqual({
      entities: [
        { text: 'The Ada Lamp', count: 1 },
        { text: 'Ada Quill', count: 3 },
        { text: 'Bell Rock', count: 2 },
      ],
      abbreviations: [],
    });
  });

  it('reads titles with brackets and underscores, and passes over file names, questions and sentences', () => {
    expect(names('Mercury (planet)', '')).toEqual(['Mercury (planet)', 'Mercury']);
    expect(names('Bell_Rock', '')).toEqual(['Bell Rock']);
    expect(names('report-final.pdf', '')).toEqual([]);
    expect(names('What is new?', '')).toEqual([]);
    expect(names('A title that goes on and on for more than eight words', '')).toEqual([]);
    expect(names('2020', '')).toEqual([]);
    expect(names('Getting started', '')).toEqual([]);
    expect(names('Documents', '')).toEqual([]);
    expect(names('', '')).toEqual([]);
  });

  it('takes headings without their numbers, and none that every document has', () => {
    expect(names('', 'text', ['1.2 Late interaction', 'Introduction', 'References:'])).toEqual(['Late interaction']);
  });

  it('learns abbreviations, each once, and their long forms as names', () => {
    const text = 'We use reinforcement learning (RL). And reinforcement learning (RL) again.';
    expect(findLexicon({ title: '', chunks: [{ text, headings: [] }] })).toEqual({
      entities: [
        { text: 'reinforcement learning', count: 1 },
        { text: 'RL', count: 2 },
      ],
      abbreviations: [{ short: 'RL', long: 'reinforcement learning' }],
    });
  });

  it('makes nothing up of text in lower case or without capitals at all', () => {
    expect(names('', 'ada quill built the lamp near bell rock.')).toEqual([]);
    expect(names('東京大学', '東京大学は日本の国立大学である。')).toEqual(['東京大学']);
  });

  it('is bounded, whatever the text', () => {
    const chunks = Array.from({ length: 400 }, (_, i) => ({
      text: `We saw Alpha${i} Beta and Gamma${i} Delta (GX${i}) near Ypsilon${i}. The A${i} B${i} (AB${i}).`,
      headings: [`Heading ${i}`],
    }));
    const { entities, abbreviations } = findLexicon({ title: 'T', chunks });
    expect(entities.length).toBe(NAMES_MAX);
    expect(abbreviations.length).toBeLessThanOrEqual(ABBREVIATIONS_MAX);
    const one = findLexicon({
      title: '',
      chunks: chunks.slice(0, 1).map(({ text }) => ({ text: text.repeat(20), headings: [] })),
    });
    expect(one.entities.length).toBeLessThanOrEqual(12);
  });
});
