import { describe, expect, it } from 'vitest';
import { findDefinitions } from './abbreviation-definitions.ts';

const found = (text: string) => findDefinitions(text).map(({ short, long }) => `${short} = ${long}`);

describe('findDefinitions', () => {
  it.each([
    ['We use Thompson Sampling (TS) here.', ['TS = Thompson Sampling']],
    ['We use TS (Thompson Sampling) here.', ['TS = Thompson Sampling']],
    ['TS (the Thompson Sampling) wins.', ['TS = Thompson Sampling']],
    ['heat shock protein (HSP)', ['HSP = heat shock protein']],
    ['magnetic resonance imaging (MRI, 3 tesla)', ['MRI = magnetic resonance imaging']],
    ['large language models (LLMs) answer', ['LLM = large language model']],
    ['the Graphical\nUser Interface (GUI)', ['GUI = Graphical User Interface']],
    ['Research & Development (R&D)', ['R&D = Research & Development']],
    ['gamma-aminobutyric acid (GABA)', ['GABA = gamma-aminobutyric acid']],
    ['It is warm. World Health Organization (WHO).', ['WHO = World Health Organization']],
    ['one (OB (Old Bailey))', ['OB = Old Bailey']],
  ])('in %j', (text, definitions) => {
    expect(found(text)).toEqual(definitions);
  });

  it.each([
    'He came late (see below).',
    'the war (1914) and the peace (2)',
    'many mice (e.g. white ones)',
    'mice in cages (mice)',
    'It stands for Germany (FRG).',
    'Alone (XYZ) it means nothing.',
    'TS (Thompson Sampling and other things entirely)',
    'the Bell Rock (Smith)',
    'unclosed (TS',
    '()',
    '(TS)',
    '',
  ])('not in %j', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('does not reach over the end of a sentence or a bracket', () => {
    expect(found('Thompson. Sampling (TS)')).toEqual([]);
    expect(found('Thompson (a statistician) Sampling (TS)')).toEqual([]);
  });

  it('takes linear time on brackets without end', () => {
    expect(found('(AB '.repeat(50_000))).toEqual([]);
    expect(found(`${'A'.repeat(100_000)}(AB)`)).toEqual([]);
  });
});
