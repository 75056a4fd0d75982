import { describe, expect, it } from 'vitest';
import { stem } from './stemmer.ts';

/** Pairs from Porter's paper, step by step, as they come out of the whole algorithm. */
const PAIRS: Readonly<Record<string, string>> = {
  caresses: 'caress',
  ponies: 'poni',
  ties: 'ti',
  caress: 'caress',
  cats: 'cat',
  feed: 'feed',
  agreed: 'agre',
  plastered: 'plaster',
  bled: 'bled',
  motoring: 'motor',
  sing: 'sing',
  conflated: 'conflat',
  troubled: 'troubl',
  sized: 'size',
  hopping: 'hop',
  tanned: 'tan',
  falling: 'fall',
  hissing: 'hiss',
  fizzed: 'fizz',
  failing: 'fail',
  filing: 'file',
  happy: 'happi',
  sky: 'sky',
  relational: 'relat',
  conditional: 'condit',
  rational: 'ration',
  valenci: 'valenc',
  hesitanci: 'hesit',
  digitizer: 'digit',
  conformabli: 'conform',
  radicalli: 'radic',
  differentli: 'differ',
  vileli: 'vile',
  analogousli: 'analog',
  vietnamization: 'vietnam',
  predication: 'predic',
  operator: 'oper',
  feudalism: 'feudal',
  decisiveness: 'decis',
  hopefulness: 'hope',
  callousness: 'callous',
  formaliti: 'formal',
  sensitiviti: 'sensit',
  sensibiliti: 'sensibl',
  triplicate: 'triplic',
  formative: 'form',
  formalize: 'formal',
  electriciti: 'electr',
  electrical: 'electr',
  hopeful: 'hope',
  goodness: 'good',
  revival: 'reviv',
  allowance: 'allow',
  inference: 'infer',
  airliner: 'airlin',
  gyroscopic: 'gyroscop',
  adjustable: 'adjust',
  defensible: 'defens',
  irritant: 'irrit',
  replacement: 'replac',
  adjustment: 'adjust',
  dependent: 'depend',
  adoption: 'adopt',
  homologou: 'homolog',
  communism: 'commun',
  activate: 'activ',
  angulariti: 'angular',
  homologous: 'homolog',
  effective: 'effect',
  bowdlerize: 'bowdler',
  probate: 'probat',
  rate: 'rate',
  cease: 'ceas',
  controll: 'control',
  roll: 'roll',
};

describe('stem', () => {
  it.each(Object.entries(PAIRS))('%s → %s', (word, expected) => {
    expect(stem(word)).toBe(expected);
  });

  it('keeps words of one or two letters', () => {
    expect(['a', 'as', 'us', 's'].map(stem)).toEqual(['a', 'as', 'us', 's']);
  });

  it('follows the two departures of the reference program', () => {
    expect(stem('technology')).toBe(stem('technological').slice(0, 9));
    expect(stem('technology')).toBe('technolog');
    expect(stem('assembly')).toBe('assembl');
  });

  it('treats digits as consonants', () => {
    expect(stem('1980s')).toBe('1980');
    expect(stem('p53')).toBe('p53');
  });

  it('tells y the vowel from y the consonant', () => {
    expect(stem('yes')).toBe('ye');
    expect(stem('flying')).toBe('fly');
    expect(stem('saying')).toBe('sai');
    expect(stem('syzygy')).toBe('syzygi');
  });
});
