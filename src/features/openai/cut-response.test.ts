import { describe, expect, it } from 'vitest';
import { cutResponse } from './cut-response.ts';

const words = (text: string) => text.split(/\s+/).filter((word) => word !== '').length;

describe('cutResponse', () => {
  it('leaves a response whole that is within its limits', () => {
    expect(cutResponse('One two three. [1]', {}, words)).toEqual({
      text: 'One two three. [1]',
      finishReason: 'stop',
      tokens: 4,
    });
  });

  it('ends before the first stop sequence that stands in it', () => {
    expect(cutResponse('One. Two. Three.', { stop: ['Three', 'Two'] }, words).text).toBe('One. ');
    expect(cutResponse('One.', { stop: 'absent' }, words)).toMatchObject({ text: 'One.', finishReason: 'stop' });
  });

  it('ends with the last whole word within the tokens, and says so', () => {
    const cut = cutResponse('One two three four', { max_tokens: 3, max_completion_tokens: 2 }, words);
    expect(cut).toEqual({ text: 'One two', finishReason: 'length', tokens: 2 });
    expect(cutResponse('antidisestablishmentarianism', { max_tokens: 1 }, () => 9)).toMatchObject({
      text: '',
      tokens: 0,
    });
  });
});
