import { expect, it } from 'vitest';
import { propertyTitle } from './property-title.ts';

it('keeps titles that people give', () => {
  expect(propertyTitle('  Annual\n report ')).toBe('Annual report');
  expect(propertyTitle('Microsoft Word - Travel rules')).toBe('Travel rules');
  expect(propertyTitle('Document retention')).toBe('Document retention');
});

it.each([
  '',
  ' ',
  'Untitled',
  'untitled-3',
  'Document1',
  'Microsoft Word - final_v2.doc',
  'thesis.dvi',
  'x'.repeat(301),
  7,
  undefined,
])('drops %j', (raw) => {
  expect(propertyTitle(raw)).toBeNull();
});
