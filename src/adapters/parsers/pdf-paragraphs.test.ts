import { describe, expect, it } from 'vitest';
import { joinLines, type PdfLine } from './pdf-paragraphs.ts';

/** Lines at these baselines, 10 points high unless told. */
function lines(...rows: readonly (readonly [string, number, number?])[]): PdfLine[] {
  return rows.map(([text, baseline, height = 10]) => ({ text, baseline, height }));
}

describe('joining lines', () => {
  it('joins lines with usual gaps and splits at wider ones', () => {
    expect(joinLines(lines(['one', 700], ['two', 688], ['three', 664]))).toEqual(['one two', 'three']);
  });

  it('learns the usual gap from the page', () => {
    const wide = lines(['a', 700], ['b', 676], ['c', 652], ['d', 628], ['e', 580], ['f', 556]);
    expect(joinLines(wide)).toEqual(['a b c d', 'e f']);
  });

  it('undoes the division of words, and no other hyphens', () => {
    expect(joinLines(lines(['the infor-', 700], ['mation', 688]))).toEqual(['the information']);
    expect(joinLines(lines(['COVID-', 700], ['19 and Anglo-', 688], ['Saxon', 676]))).toEqual([
      'COVID- 19 and Anglo- Saxon',
    ]);
    expect(joinLines(lines(['pages 3 -', 700], ['five', 688]))).toEqual(['pages 3 - five']);
  });

  it('takes text of another size apart', () => {
    expect(joinLines(lines(['Heading', 700, 16], ['text', 684], ['more', 672]))).toEqual(['Heading', 'text more']);
  });

  it('keeps raised marks in their line', () => {
    expect(joinLines(lines(['area in m', 700], ['2', 703, 6], ['or so', 700]))).toEqual(['area in m 2 or so']);
  });

  it('goes on in the next column only in the middle of a sentence', () => {
    expect(joinLines(lines(['and the', 100], ['rest of it.', 700]))).toEqual(['and the rest of it.']);
    expect(joinLines(lines(['The end.', 100], ['the next', 700]))).toEqual(['The end.', 'the next']);
    expect(joinLines(lines(['no stop', 100], ['Next', 700]))).toEqual(['no stop', 'Next']);
  });

  it('finds nothing in nothing', () => {
    expect(joinLines([])).toEqual([]);
    expect(joinLines(lines([' ', 700]))).toEqual([]);
  });
});
