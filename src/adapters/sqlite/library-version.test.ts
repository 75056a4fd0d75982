import { expect, it } from 'vitest';
import { checkLibraryVersion } from './library-version.ts';

it.each(['3.51.3', '3.51.10', '3.53.0', '4.0.0'])('accepts SQLite %s', (version) => {
  expect(() => checkLibraryVersion(version)).not.toThrow();
});

it.each(['3.51.2', '3.50.99', '3.9.9', '2.99.99', '0'])('refuses SQLite %s and says what is needed', (version) => {
  expect(() => checkLibraryVersion(version)).toThrow(expect.objectContaining({ code: 'RECORDS_UNAVAILABLE' }));
  expect(() => checkLibraryVersion(version)).toThrow(/3\.51\.3/);
});
