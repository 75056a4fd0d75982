import { expect, it } from 'vitest';
import { text } from './print.ts';

it('prints what a server says without anything that a terminal obeys', () => {
  expect(text('a\u001b[2J\u009b31m\u202eb\nc')).toBe('a[2J31mb\nc');
  expect(text({ a: 1 })).toBe('{"a":1}');
  expect(text(undefined)).toBe('');
});
