import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { sampleRatioPValue } from './sample-ratio.ts';

const EVEN = [0.5, 0.5];

describe('sampleRatioPValue', () => {
  it('finds nothing wrong with nothing, and with counts that follow their weights', () => {
    expect(sampleRatioPValue([])).toBe(1);
    expect(sampleRatioPValue([{ counts: [0, 0], shares: EVEN }])).toBe(1);
    expect(sampleRatioPValue([{ counts: [510, 490], shares: EVEN }])).toBe(1);
    expect(sampleRatioPValue([{ counts: [700, 201, 99], shares: [0.7, 0.2, 0.1] }])).toBe(1);
  });

  it('finds counts that cannot come from their weights', () => {
    expect(sampleRatioPValue([{ counts: [5_300, 4_700], shares: EVEN }])).toBeLessThan(1e-5);
    expect(sampleRatioPValue([{ counts: [1, 99], shares: [1, 0] }])).toBe(0);
  });

  it('holds each allocation against the weights that were in force', () => {
    const first = { counts: [900, 100], shares: [0.9, 0.1] };
    const second = { counts: [100, 900], shares: [0.1, 0.9] };
    expect(sampleRatioPValue([first, second])).toBe(1);
    expect(sampleRatioPValue([{ counts: [1_000, 1_000], shares: [0.9, 0.1] }])).toBeLessThan(1e-9);
  });

  it('agrees with the Beta function for two variants', () => {
    // Beta(500 + 3, 500 + 1) / Beta(500, 500) · 2⁴, the ratio as a product.
    const factor = ((500 * 501 * 502 * 500) / (1_000 * 1_001 * 1_002 * 1_003)) * 16;
    const p = sampleRatioPValue([{ counts: [3, 1], shares: EVEN }]);
    expect(p).toBeCloseTo(Math.min(1, 1 / factor), 9);
  });

  it('raises hardly an alarm over fair streams that are watched at every unit', () => {
    let alarms = 0;
    for (let stream = 0; stream < 100; stream++) {
      const random = seededRandom(stream + 1);
      const counts = [0, 0];
      for (let i = 0; i < 1_000; i++) {
        const variant = random() < 0.5 ? 0 : 1;
        counts[variant] = (counts[variant] ?? 0) + 1;
        if (i % 10 === 0 && sampleRatioPValue([{ counts, shares: EVEN }]) <= 0.05) {
          alarms++;
          break;
        }
      }
    }
    expect(alarms).toBeLessThanOrEqual(5);
  });
});
