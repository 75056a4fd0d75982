import { describe, expect, it } from 'vitest';
import { manualClock } from '../../shared/clock.ts';
import { stageDurations, TraceRecorder, timed } from './trace.ts';

describe('TraceRecorder', () => {
  it('times spans from the start of the query', async () => {
    const clock = manualClock(1_000);
    const recorder = new TraceRecorder(clock);
    clock.advance(5);
    const { result, span } = await timed(
      recorder,
      'lexical',
      () => {
        clock.advance(7);
        return 3;
      },
      (hits) => ({ hits }),
    );
    recorder.add(span);
    clock.advance(2);
    expect(result).toBe(3);
    expect(span).toEqual({ name: 'lexical', startMs: 5, durationMs: 7, detail: { hits: 3 }, children: [] });
    expect(recorder.finish()).toEqual({ startedAtMs: 1_000, durationMs: 14, spans: [span] });
  });

  it('sums the time of a stage that ran twice', () => {
    const span = { name: 'retrieve', startMs: 0, detail: {}, children: [] };
    const trace = {
      startedAtMs: 0,
      durationMs: 9,
      spans: [
        { ...span, durationMs: 2 },
        { ...span, durationMs: 3 },
      ],
    };
    expect(stageDurations(trace)).toEqual({ retrieve: 5 });
  });
});
