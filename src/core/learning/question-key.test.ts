import { describe, expect, it } from 'vitest';
import { questionKey } from './question-key.ts';

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
