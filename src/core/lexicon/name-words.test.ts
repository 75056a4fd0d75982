import { expect, it } from 'vitest';
import { isArticle, isConnector, isGenericHeading, isNoName, isOpener } from './name-words.ts';

it('knows what is no name alone, and what only opens a sentence', () => {
  expect(['monday', 'i', 'figure', 'however', 'the'].every(isNoName)).toBe(true);
  expect(['paris', 'new', 'lamp', 'ada'].some(isNoName)).toBe(false);
  expect(['the', 'when', 'according'].every(isOpener)).toBe(true);
  expect(['new', 'great', 'saint'].some(isOpener)).toBe(false);
  expect(['the', 'a', 'an'].every(isArticle)).toBe(true);
});

it('knows what stands inside names, and headings that name nothing', () => {
  expect(['of', 'of the', 'van der', '&'].every(isConnector)).toBe(true);
  expect(['and', 'in', 'the', ''].some(isConnector)).toBe(false);
  expect(['Introduction', 'See also', 'FURTHER READING'].every(isGenericHeading)).toBe(true);
  expect(isGenericHeading('Thompson Sampling')).toBe(false);
});
