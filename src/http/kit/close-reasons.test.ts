import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closeReason } from './close-reasons.ts';

describe('closeReason', () => {
  it('leaves what fits as it is, and cuts between characters', () => {
    expect(closeReason('short')).toBe('short');
    expect(closeReason('ö'.repeat(100))).toBe(`${'ö'.repeat(60)}…`);
  });

  it('never has more than the 123 bytes of a close frame, nor half a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const reason = closeReason(text);
        expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(123);
        expect(reason.isWellFormed()).toBe(true);
        expect(text.startsWith(reason.replace(/…$/, ''))).toBe(true);
      }),
    );
  });
});
