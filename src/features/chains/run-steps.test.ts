import { describe, expect, it } from 'vitest';
import type { QueryAnswer } from '../../core/query/query-answer.ts';
import { parseTemplate } from '../../core/template/parse-template.ts';
import type { ChainStep } from './chain-steps.ts';
import { bindSteps, parametersOf, runSteps } from './run-steps.ts';

const ANSWER: QueryAnswer = {
  ...{ queryId: 'q', queryText: '', collection: 'default', response: '', answered: true, confidence: 0.5 },
  ...{ toolUsed: 'answer', toolReason: '', patternUsed: 'fast', durationMs: 1, timestampMs: 1 },
  cache: { result: 'miss', matchedQuery: null, ageMs: null, reason: '' },
  routing: {
    backend: 'hybrid',
    queryType: 'factual',
    strategy: 'rules',
    execution: 'parallel',
    reason: '',
    alternatives: [],
  },
  ...{ sources: [], citations: [], enhancements: [], embeddingScales: [], degraded: [], insights: null },
  ...{ followUps: [], relatedQueries: [], trace: { startedAtMs: 0, durationMs: 1, spans: [] } },
};

const stepsOf = (...texts: string[]): ChainStep[] =>
  texts.map((text, index) => ({ chainId: 'c', index, template: parseTemplate(text, 'q') }));

async function run(texts: string[], params: Record<string, string>, respond: (text: string, step: number) => string) {
  const steps = stepsOf(...texts);
  const asked: string[] = [];
  const result = await runSteps(steps, bindSteps(steps, params), async (text) => {
    asked.push(text);
    return { ...ANSWER, response: respond(text, asked.length) };
  });
  return { ...result, asked };
}

describe('runSteps', () => {
  it('gives each step the response before it, without its references', async () => {
    const { asked, failure } = await run(
      ['About {x}', 'Then {previous_response}', 'And {previous_response}, {x}'],
      { x: 'a' },
      (_, step) => `Response ${step} [1][12]. More [2].`,
    );
    expect(asked).toEqual(['About a', 'Then Response 1. More.', 'And Response 2. More., a']);
    expect(failure).toBeNull();
  });

  it('never looks into a response', async () => {
    const { asked } = await run(['{x}', '{previous_response} {x}'], { x: 'a' }, () => '{x} {previous_response} {{');
    expect(asked[1]).toBe('{x} {previous_response} {{ a');
  });

  it('cuts a response that is too long at the end of a sentence, and says so', async () => {
    const sentence = `Some ${'word '.repeat(98)}end. `;
    const { asked, results } = await run(['x', 'And: {previous_response}', 'short'], {}, () => sentence.repeat(100));
    expect(asked[1]?.length).toBeLessThanOrEqual(10_000);
    expect(asked[1]?.length).toBeGreaterThan(9_400);
    expect(asked[1]).toMatch(/end\.$/);
    expect(results.map(({ previousCut }) => previousCut)).toEqual([false, true, false]);
  });

  it('shares the room where the response stands twice', async () => {
    const { asked } = await run(['x', '{previous_response} {previous_response}'], {}, () => 'a'.repeat(20_000));
    expect(asked[1]).toBe(`${'a'.repeat(4_999)} ${'a'.repeat(4_999)}`);
  });

  it('stops at a step that fails and keeps what is done', async () => {
    const broken = new Error('no');
    const { results, failure, asked } = await run(['a', 'b', 'c'], {}, (_, step) => {
      if (step === 2) throw broken;
      return 'fine';
    });
    expect(results).toHaveLength(1);
    expect(failure).toEqual({ step: 2, error: broken });
    expect(asked).toEqual(['a', 'b']);
  });

  it('stops at a step of which nothing is left to ask', async () => {
    const { results, failure } = await run(['a', '{previous_response}'], {}, () => ' ');
    expect(results).toHaveLength(1);
    expect(failure).toMatchObject({ step: 2, error: { code: 'REQUEST_INVALID' } });
  });
});

describe('bindSteps', () => {
  it('asks the caller for the response before the first step only where that one uses it', async () => {
    expect(parametersOf(stepsOf('{x}', '{previous_response} {y}'))).toEqual(['x', 'y']);
    expect(parametersOf(stepsOf('{previous_response}', '{x}'))).toEqual(['previous_response', 'x']);
    const { asked } = await run(
      ['On {previous_response}', '{previous_response}'],
      { previous_response: 'given' },
      () => 'made',
    );
    expect(asked).toEqual(['On given', 'made']);
  });

  it('refuses before anything is asked', () => {
    expect(() => bindSteps(stepsOf('a', '{x}'), {})).toThrow(/Missing parameter: x/);
    expect(() => bindSteps(stepsOf('a', 'b'), { previous_response: 'x' })).toThrow(
      /Unknown parameter: previous_response/,
    );
    const long = { x: 'x'.repeat(6_000) };
    expect(() => bindSteps(stepsOf('a', '{x}{x}'), long)).toThrow(
      expect.objectContaining({ code: 'TEMPLATE_EXPANSION_TOO_LONG' }),
    );
    expect(() => bindSteps(stepsOf('a', '{x}{x}{previous_response}'), long)).toThrow(
      expect.objectContaining({ code: 'TEMPLATE_EXPANSION_TOO_LONG' }),
    );
  });
});
