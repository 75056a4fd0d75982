import { describe, expect, it } from 'vitest';
import { nameKey, nameTokens } from './name-key.ts';

describe('nameKey', () => {
  it.each([
    ['Thompson Sampling', 'thompson sampling'],
    ['  thompson-SAMPLING ', 'thompson sampling'],
    ['Île-de-France', 'ile de france'],
    ['Ψυχή', 'ψυχη'],
    ['C++', 'c++'],
    ['C# 12', 'c# 12'],
    ['…', ''],
    ['', ''],
    ['東京大学', '東 京 大 学'],
    ['हिन्दी', 'हिन्दी'],
    ['GPT-4o', 'gpt 4o'],
  ])('of %j is %j', (name, key) => {
    expect(nameKey(name)).toBe(key);
  });

  it('is its own key', () => {
    for (const name of ['Île de la Cité', '東京 Tower 2', 'C++ (language)']) {
      expect(nameKey(nameKey(name))).toBe(nameKey(name));
    }
  });
});

describe('nameTokens', () => {
  it('says where each word stands', () => {
    const text = 'In the Île, 東京!';
    for (const { start, end } of nameTokens(text)) expect(text.slice(start, end)).toMatch(/^[\p{L}]+$/u);
    expect(nameTokens(text).map(({ start, end }) => text.slice(start, end))).toEqual(['In', 'the', 'Île', '東', '京']);
  });

  it('takes linear time', () => {
    expect(nameTokens(`${'é'.repeat(200_000)}`)).toHaveLength(1);
    expect(nameTokens('+'.repeat(200_000))).toEqual([]);
  });
});
