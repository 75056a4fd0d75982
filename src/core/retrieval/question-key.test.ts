import { describe, expect, it } from 'vitest';
import { plainQuestion, questionKey } from './question-key.ts';

describe('questionKey', () => {
  it.each(['What is C++?', 'what IS  c++', 'What is C++ ?!', 'Ｗhat is C++…'])(
    'takes %j as the same question',
    (text) => {
      expect(questionKey(text)).toBe('what is c++');
    },
  );

  it('keeps apart what punctuation inside tells apart', () => {
    expect(questionKey('What is C?')).not.toBe(questionKey('What is C++?'));
    expect(questionKey('???')).toBe('???');
  });
});

describe('plainQuestion', () => {
  it.each([
    ['What  is a queue ?!', 'what is a queue', ' ?!'],
    ['retry, policy', 'retry, policy', ''],
    ['???', '', '???'],
    ['', '', ''],
  ])('parts %j into %j and %j', (text, words, ending) => {
    expect(plainQuestion(text)).toEqual({ words, ending });
  });

  it('keeps marks that words follow', () => {
    const text = `${'?'.repeat(9_999)}a`;
    expect(plainQuestion(text)).toEqual({ words: text, ending: '' });
  });
});
