import { afterEach, describe, expect, it } from 'vitest';
import { TIERS } from '../core/limiter/tiers.ts';
import { manualClock } from '../shared/clock.ts';
import { manualScheduler } from '../shared/scheduler.ts';
import { createOverload } from './overload.ts';

const reading = { eventLoopUtilisation: 0, eventLoopDelayP99Ms: 0, rssBytes: 0 };

function open(inFlightMax = 200) {
  const told: unknown[][] = [];
  const warned: unknown[][] = [];
  const clock = manualClock(1_000);
  const scheduler = manualScheduler();
  const gauge = { reading: { ...reading }, closed: false };
  const tell =
    (name: string) =>
    (...rest: unknown[]): void =>
      void told.push([name, ...rest]);
  const overload = createOverload({
    clock,
    scheduler,
    telemetry: { load: tell('load'), inFlight: tell('inFlight'), limitFactor: tell('limitFactor') },
    log: { warn: (...line) => void warned.push(line) },
    tiers: TIERS,
    inFlightMax,
    openGauge: () => ({
      read: () => gauge.reading,
      memoryBytesMax: 1_000,
      close: () => {
        gauge.closed = true;
      },
    }),
  });
  const beat = async (times = 1): Promise<void> => {
    for (let i = 0; i < times; i++) {
      clock.advance(1_000);
      scheduler.advance(1_000);
      await scheduler.yieldToLoop();
    }
  };
  stop = () => overload.stop();
  return { overload, told, warned, gauge, beat };
}

let stop: () => Promise<void>;
afterEach(() => stop());

describe('createOverload', () => {
  it('lowers the factors by what the gauge says, once a second, and tells of it', async () => {
    const { overload, told, gauge, beat } = open();
    gauge.reading = { ...reading, eventLoopUtilisation: 1 };
    await beat(60);
    expect(overload.factorOf('free')).toBe(0.25);
    expect(overload.factorOf('basic')).toBe(0.5);
    expect(overload.factorOf('a tier that is gone')).toBe(0.5);
    expect(overload.factorOf('enterprise')).toBe(1);
    expect(told).toContainEqual(['limitFactor', 'free', 0.25]);
    expect(told.filter(([name]) => name === 'load')).toHaveLength(61);
    gauge.reading = reading;
    await beat(60);
    expect(overload.factorOf('free')).toBe(1);
  });

  it('takes full places and full memory for load', async () => {
    const { overload, gauge, beat } = open();
    for (let i = 0; i < 100; i++) overload.shedding.enter('ingest', 'enterprise');
    await beat(30);
    expect(overload.factorOf('free')).toBe(0.25);
    await stop();
    const memory = open();
    memory.gauge.reading = { ...reading, rssBytes: 990 };
    await memory.beat(30);
    expect(memory.overload.factorOf('free')).toBe(0.25);
    expect(gauge.closed).toBe(true);
  });

  it('says that calls were shed, once for all of them', async () => {
    const { overload, warned, beat } = open(0);
    for (let i = 0; i < 40; i++) overload.shedding.isFull('query', 'local');
    await beat();
    for (let i = 0; i < 40; i++) overload.shedding.isFull('model', 'local');
    await beat(5);
    expect(warned).toEqual([]);
    await beat(5);
    expect(warned).toEqual([[{ shed: { query: 40, model: 40 } }, expect.stringContaining('shed')]]);
    await beat(20);
    expect(warned).toHaveLength(1);
  });

  it('gives places by the ceilings of the tiers', () => {
    const { overload } = open(10);
    const fill = (tier: string): number => {
      let count = 0;
      while (overload.shedding.enter('query', tier) !== null) count++;
      return count;
    };
    expect([fill('free'), fill('pro'), fill('enterprise')]).toEqual([3, 5, 2]);
    expect(overload.shedding.retryAfterSeconds).toBe(1);
  });
});
