import { describe, expect, it } from 'vitest';
import { memberName } from './member-name.ts';

describe('memberName', () => {
  it('makes one visible line of a name', () => {
    expect(memberName('  Ann\n\tB.  ')).toBe('Ann B.');
    expect(memberName('A\u0000n\u200bn\u202e')).toBe('Ann');
    expect(memberName('Zoe\u0308')).toBe('Zoë');
    expect(memberName("O'Neill & Söhne 李 😀")).toBe("O'Neill & Söhne 李 😀");
  });

  it.each(['', '   ', '\u0007\u200b', '<b>Ann</b>', 'a < b', 'x'.repeat(81)])('refuses %j', (name) => {
    expect(() => memberName(name)).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID' }));
  });

  it('counts characters as people do', () => {
    expect(memberName('😀'.repeat(80))).toBe('😀'.repeat(80));
    expect(() => memberName('😀'.repeat(81))).toThrow('at most 80');
  });
});
