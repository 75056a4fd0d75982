import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inertCell } from './inert-cell.ts';
import { toCell, toCsvNotice } from './to-csv.ts';

const SIGNS = [
  '=',
  '+',
  '-',
  '@',
  '|',
  '%',
  '＝',
  '＋',
  '－',
  '＠',
  '｜',
  '％',
  '﹦',
  '﹢',
  '﹣',
  '﹫',
  '﹪',
  '⁼',
  '⁺',
  '−',
];
const HEADS = ['', ' ', '\u00a0', '\u3000', '\u200b', '\ufeff', '\u202e', '\u0000', ' \t '];

describe('inertCell', () => {
  it.each(SIGNS)('puts an apostrophe before %s, whatever white space stands before it', (sign) => {
    for (const head of HEADS) {
      const value = `${head}${sign}SUM(A1)`;
      expect(inertCell(value)).toBe(`'${value}`);
    }
  });

  it.each(['\t=1', '\r=1', '\n', '\tplain', '\rplain'])(
    'and before what begins with a control character: %j',
    (value) => {
      expect(inertCell(value)).toBe(`'${value}`);
    },
  );

  it.each(['-1', '0.5', '-0.25', '1e-7', '1.5E+10'])('leaves numbers as they are: %s', (value) => {
    expect(inertCell(value)).toBe(value);
  });

  it.each(['', 'plain', "'=1", 'a=1', '1+1', '(-1)', '"=1"'])('leaves alone what begins no formula: %j', (value) => {
    expect(inertCell(value)).toBe(value);
  });

  it.each(['-1+cmd|x', '-', '--1', '-1e', '+1'])('is not taken in by what only begins like a number: %s', (value) => {
    expect(inertCell(value)).toBe(`'${value}`);
  });
});

describe('toCell', () => {
  it('quotes separators, quotes and line breaks', () => {
    expect(toCell('a,b')).toBe('"a,b"');
    expect(toCell('say "hi"')).toBe('"say ""hi"""');
    expect(toCell('a\nb')).toBe('"a\nb"');
    expect(toCell('a;b')).toBe('"a;b"');
    expect(toCell('a\tb')).toBe('"a\tb"');
  });

  it('is read back by a reader of RFC 4180', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('"', ',', '\n', ';', 'a', '=', 'é') }), { minLength: 1 }),
        (cells) => {
          const rows: string[][] = parse(`x,${cells.map(toCell).join(',')}\r\n`, { record_delimiter: '\r\n' });
          expect(rows).toEqual([['x', ...cells.map(inertCell)]]);
        },
      ),
    );
  });
});

describe('toCsvNotice', () => {
  it('has as many cells as any row', () => {
    const rows: string[][] = parse(toCsvNotice('=q', 'gone'));
    expect(rows[0]).toHaveLength(13);
    expect(rows[0]?.slice(0, 3)).toEqual(["'=q", '', 'gone']);
  });
});
