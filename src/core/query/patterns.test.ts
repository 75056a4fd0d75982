import { describe, expect, it } from 'vitest';
import { ADAPTIVE_MAX } from '../retrieval/adaptive-top-k.ts';
import { PATTERNS } from './patterns.ts';
import { PATTERN_NAMES } from './query-request.ts';
import { STAGES } from './stages.ts';

const all = PATTERN_NAMES.map((name) => PATTERNS[name]);

describe('PATTERNS', () => {
  it('has each under its own name', () => {
    expect(all.map(({ name }) => name)).toEqual(['bare', 'fast', 'fused']);
  });

  it.each(all)('$name names stages that exist, each once, and remembers last', ({ stages }) => {
    expect(new Set(stages).size).toBe(stages.length);
    expect(stages.at(-1)).toBe('remember');
    for (const name of stages.slice(0, -1)) expect(STAGES[name]?.name).toBe(name);
  });

  it.each(all)('$name reranks exactly when it has the stage for it', ({ stages, settings }) => {
    expect(stages.includes('rerank')).toBe(settings.rerankDepth > 0 && settings.lateWeight > 0);
  });

  it.each(all)('$name looks at enough candidates for what it reranks and shows', ({ settings }) => {
    expect(settings.channelDepth).toBeGreaterThanOrEqual(settings.rerankDepth);
    expect(settings.channelDepth).toBeGreaterThanOrEqual(ADAPTIVE_MAX);
    expect(settings.citationsMax).toBeLessThanOrEqual(settings.answerPassages);
    expect(settings.lexicalWeight).toBeGreaterThan(0);
    expect(settings.lexicalWeight).toBeLessThan(1);
  });

  it('costs more from one to the next', () => {
    const cost = all.map(({ settings }) => [settings.denseDimensions, settings.channelDepth, settings.rerankDepth]);
    expect(cost).toEqual(cost.toSorted(([a = 0], [b = 0]) => a - b));
  });
});
