import { expect, it } from 'vitest';
import { credentialsOf, hasKeyInUrl } from './credentials.ts';

it('reads a key from either header', () => {
  expect(credentialsOf({ headers: {} })).toBe('none');
  expect(credentialsOf({ headers: { 'x-api-key': 'abc' } })).toEqual({ key: 'abc' });
  expect(credentialsOf({ headers: { authorization: 'Bearer abc' } })).toEqual({ key: 'abc' });
  expect(credentialsOf({ headers: { authorization: 'bearer  abc', 'x-api-key': 'abc' } })).toEqual({ key: 'abc' });
});

it('takes what can be no key, and two keys, for malformed', () => {
  const wrong = [
    { authorization: 'Basic YTpi' },
    { authorization: 'Bearer' },
    { authorization: 'Bearer a b' },
    { 'x-api-key': '' },
    { 'x-api-key': 'a, b' },
    { 'x-api-key': 'ä' },
    { 'x-api-key': 'a'.repeat(513) },
    { 'x-api-key': 'abc', authorization: 'Bearer abd' },
  ];
  for (const headers of wrong) expect(credentialsOf({ headers }), JSON.stringify(headers)).toBe('malformed');
});

it('sees keys in addresses', () => {
  for (const target of [
    '/api/history?api_key=x',
    '/?a=b&access_token=x',
    '/ws?X-API-Key=x',
    '/api/documents/ql_live_abc',
  ])
    expect(hasKeyInUrl(target), target).toBe(true);
  for (const target of ['/api/documents/key', '/api/suggestions?prefix=api_key', '/ws/query-stream?ticket=t'])
    expect(hasKeyInUrl(target), target).toBe(false);
});
