import { describe, expect, it } from 'vitest';
import { packText, unpackText } from './packed-text.ts';

describe('packed text', () => {
  it.each(['', 'short', 'nul \u0000 inside', 'ü 𝄞 '.repeat(2_000), 'x'.repeat(100_000)])(
    'comes back as it was',
    (text) => {
      expect(unpackText(packText(text))).toBe(text);
    },
  );

  it('leaves short text readable and makes long text smaller', () => {
    expect(packText('short')).toBe('short');
    const long = 'The same sentence again. '.repeat(400);
    expect(packText(long).length).toBeLessThan(long.length / 10);
  });
});
