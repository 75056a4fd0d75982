import { describe, expect, it } from 'vitest';
import { foldPrefix, foldText } from './fold-text.ts';

describe('foldText', () => {
  it.each([
    ['  What IS a queue? ', 'what is a queue'],
    ['What’s the e-mail limit?!', 'whats the e mail limit'],
    ['Čo je Zürich?', 'co je zurich'],
    ['Was heißt „Straße“', 'was heißt straße'],
    ['ＦＵＬＬ width', 'full width'],
    ['क्या है', 'क्या है'],
    ['', ''],
    ['???', ''],
  ])('%j reads as %j', (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });

  it('reads the head of a long text alone', () => {
    expect(foldText('ab '.repeat(10_000)).length).toBeLessThanOrEqual(400);
  });
});

describe('foldPrefix', () => {
  it('keeps that a word has ended', () => {
    expect(foldPrefix(' What is ')).toBe('what is ');
    expect(foldPrefix('What is')).toBe('what is');
    expect(foldPrefix('what, ')).toBe('what ');
    expect(foldPrefix('  ')).toBe('');
  });
});
