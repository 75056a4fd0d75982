import { describe, expect, it } from 'vitest';
import { usedQuery } from '../../../test/support/used-queries.ts';
import { thinAreas } from './thin-areas.ts';

const unanswered = (text: string) => usedQuery(text, { answered: false });

describe('thinAreas', () => {
  it('groups what was not answered by what it asks about, the largest first', () => {
    const areas = thinAreas([
      unanswered('What does the refund policy say?'),
      unanswered('How long does a refund take?'),
      unanswered('Is there a refund policy for gifts?'),
      unanswered('Where is the parking garage?'),
      unanswered('Is the parking free?'),
      unanswered('Who is Ada Quill?'),
      usedQuery('Who built the lamp?'),
    ]);
    expect(areas.map(({ topic, questions }) => [topic, questions])).toEqual([
      ['refund policy', 3],
      ['parking', 2],
    ]);
    expect(areas[0]?.examples[0]).toBe('Is there a refund policy for gifts?');
  });

  it('says nothing of words that are answered as a rule', () => {
    const answered = Array.from({ length: 8 }, (_, i) => usedQuery(`Which lamp burns oil ${i}?`));
    expect(thinAreas([...answered, unanswered('Which lamp is blue?'), unanswered('Which lamp is red?')])).toEqual([]);
  });

  it('names an area without the sign of possession', () => {
    const [area] = thinAreas([
      unanswered("When was Warsaw's exchange closed?"),
      unanswered("Who closed Warsaw's exchange?"),
    ]);
    expect(area?.topic).toBe('Warsaw exchange');
  });

  it('counts the same question every time, and shows it once', () => {
    const [area] = thinAreas([unanswered('opening hours'), unanswered('opening hours'), unanswered('opening hours')]);
    expect(area).toEqual({ topic: 'opening hours', questions: 3, examples: ['opening hours'] });
  });

  it('names five areas at most', () => {
    const words = ['parking', 'refund', 'visa', 'pension', 'insurance', 'holiday', 'overtime'];
    expect(thinAreas(words.flatMap((word) => [unanswered(word), unanswered(word)]))).toHaveLength(5);
  });

  it('finds nothing in nothing', () => {
    expect(thinAreas([])).toEqual([]);
    expect(thinAreas([unanswered('???'), unanswered('the of and')])).toEqual([]);
  });
});
