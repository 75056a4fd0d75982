import { expect, test } from 'vitest';
import { askedKinds } from './asked-kinds.ts';

test.each([
  ['list all dates about Bell Rock', ['date']],
  ['extract the years', ['date']],
  ['all e-mail addresses', ['email']],
  ['find every link', ['url']],
  ['phone numbers of suppliers', ['phone']],
  ['prices and dates of parcels', ['money']],
  ['list the percentages', ['percent']],
  ['all numbers', ['number', 'percent', 'money']],
  ['names of engineers', ['name']],
  ['steps to install', ['item']],
])('%j asks for %j', (text, kinds) => {
  expect(askedKinds(text)).toEqual({ kinds, named: true });
});

test('without a word for a kind, entries of lists and then names', () => {
  expect(askedKinds('list all lighthouses')).toEqual({ kinds: ['item', 'name'], named: false });
});
