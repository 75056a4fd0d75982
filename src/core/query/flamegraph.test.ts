import { describe, expect, it } from 'vitest';
import { flamegraph } from './flamegraph.ts';
import type { Span, Trace } from './trace.ts';

const span = (name: string, durationMs: number, children: readonly Span[] = []): Span => ({
  name,
  startMs: 0,
  durationMs,
  detail: {},
  children,
});
const trace = (durationMs: number, ...spans: readonly Span[]): Trace => ({ startedAtMs: 0, durationMs, spans });

describe('flamegraph', () => {
  it('adds up frames of one name under one parent', () => {
    const walk = trace(10, span('retrieve', 4, [span('lexical', 1), span('dense', 2)]), span('answer', 5));
    expect(flamegraph([walk, walk])).toEqual({
      name: 'query',
      value: 20,
      children: [
        { name: 'retrieve', value: 8, children: [flame('lexical', 2), flame('dense', 4)] },
        { name: 'answer', value: 10, children: [] },
      ],
    });
  });

  it('makes a parent as wide as children that ran side by side', () => {
    const { children } = flamegraph([trace(3, span('retrieve', 3, [span('lexical', 2), span('dense', 3)]))]);
    expect(children[0]).toMatchObject({ name: 'retrieve', value: 5 });
  });

  it('is an empty root without walks', () => {
    expect(flamegraph([])).toEqual({ name: 'query', value: 0, children: [] });
  });
});

function flame(name: string, value: number) {
  return { name, value, children: [] };
}
