import { describe, expect, it } from 'vitest';
import { loadRatio } from './load-ratio.ts';

const idle = { eventLoopUtilisation: 0, eventLoopDelayP99Ms: 0, rssBytes: 0 };
const ratio = (reading: Partial<typeof idle>, inFlight = 0) =>
  loadRatio({ reading: { ...idle, ...reading }, inFlight, memoryBytesMax: 1_000 });

describe('loadRatio', () => {
  it('is that of the scarcest resource', () => {
    expect(ratio({})).toBe(0);
    expect(ratio({ eventLoopUtilisation: 0.5, rssBytes: 400 }, 0.3)).toBe(0.5);
    expect(ratio({ eventLoopDelayP99Ms: 50, rssBytes: 400 }, 0.3)).toBe(0.4);
    expect(ratio({ eventLoopDelayP99Ms: 160 }, 0.3)).toBe(0.8);
    expect(ratio({ eventLoopDelayP99Ms: 50 }, 0.9)).toBe(0.9);
  });

  it('is never more than full', () => {
    expect(ratio({ eventLoopDelayP99Ms: 60_000 })).toBe(1);
    expect(ratio({ rssBytes: 5_000 })).toBe(1);
  });
});
