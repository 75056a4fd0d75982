import { describe, expect, it } from 'vitest';
import { toCell } from './to-csv.ts';

describe('toCell', () => {
  it.each(['=1+1', '+A1', '-A1', '@SUM(A1)', '|cmd', '%0A', '  =1', '\t=1', '\r=1'])(
    'makes a formula inert: %j',
    (value) => {
      expect(toCell(value).replace(/^"/, '')).toMatch(/^'/);
    },
  );

  it.each(['-1', '0.5', '-0.25', '1e-7'])('leaves numbers as they are: %s', (value) => {
    expect(toCell(value)).toBe(value);
  });

  it('quotes separators, quotes and line breaks', () => {
    expect(toCell('a,b')).toBe('"a,b"');
    expect(toCell('say "hi"')).toBe('"say ""hi"""');
    expect(toCell('a\nb')).toBe('"a\nb"');
  });
});
