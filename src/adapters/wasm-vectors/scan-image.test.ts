import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { cosine, randomUnit } from '../../../test/support/vectors.ts';
import { Bitset } from '../../shared/bitset.ts';
import { quantiseUnit } from '../../shared/quantise.ts';
import { loadKernelModule, scanKernel } from './kernel-module.ts';
import { ScanEngine } from './scan-engine.ts';
import { ScanImage } from './scan-image.ts';
import { ScopeRows } from './scope-rows.ts';
import { slabLayout } from './slab-layout.ts';

const PREFIXES = [20, 50, 100];
const ROWS = 300;

/** Rows whose components are all positive, which shows a bias of the cut-off bytes at its worst. */
function filled() {
  const module = loadKernelModule('scan');
  const engine = new ScanEngine(slabLayout(100, PREFIXES), (memory) => scanKernel(module, memory));
  const rows = new ScopeRows(engine.blocks);
  const random = seededRandom(12);
  const vectors = Array.from({ length: ROWS }, () => randomUnit(random, 100).map(Math.abs));
  vectors.forEach((vector, i) => {
    engine.writeRow(rows.take(i, i + 1), quantiseUnit(vector).values);
  });
  return { engine, rows, vectors, query: randomUnit(random, 100).map(Math.abs) };
}

const allOf = (count: number): Bitset => {
  const bits = new Bitset(count);
  for (let i = 0; i < count; i++) bits.add(i);
  return bits;
};

describe('the scan kernel', () => {
  it.each(PREFIXES)('comes within 0.005 of the cosine over %i dimensions by the high bytes alone', (prefix) => {
    const { engine, rows, vectors, query } = filled();
    const prefixIndex = PREFIXES.indexOf(prefix);
    const selection = allOf(ROWS);
    const image = ScanImage.write(engine, rows, { query, prefixIndex, selection, capacity: ROWS, slices: 1 });
    const held = engine.kernel.scan(...(image?.task(0, 0, image.blockCount, 0) ?? []));
    expect(held).toBe(ROWS);
    for (const { ordinal, score } of image?.candidates(0, held) ?? []) {
      const exact = cosine(query, vectors[ordinal] ?? query, prefix);
      expect(Math.abs(score * (image?.factor ?? 0) - exact)).toBeLessThan(0.005);
    }
    image?.release();
  });

  it.each([1, 3, 63, 64, 65, 130, 300])('keeps the best of %i selected rows, the worst of them first', (count) => {
    const { engine, rows, query } = filled();
    const selection = allOf(count);
    const whole = ScanImage.write(engine, rows, { query, prefixIndex: 2, selection, capacity: 512, slices: 2 });
    const [all, best] = [0, 1].map((slice) => {
      const task = whole?.task(slice, 0, whole.blockCount, 0) ?? [];
      // The argument before the last two is the capacity: the second slice keeps five.
      if (slice === 1) task[task.length - 3] = 5;
      const held = engine.kernel.scan(...task);
      return whole?.candidates(slice, held) ?? [];
    });
    expect(all?.map(({ ordinal }) => ordinal).sort((a, b) => a - b)).toEqual(
      Array.from({ length: count }, (_, i) => i),
    );
    const sorted = [...(all ?? [])].sort((a, b) => b.score - a.score).slice(0, 5);
    expect([...(best ?? [])].sort((a, b) => b.score - a.score)).toEqual(sorted);
    expect(best?.[0]).toEqual(sorted.at(-1));
    whole?.release();
  });

  it('stops with −1 when it is cancelled', () => {
    const { engine, rows, query } = filled();
    const selection = allOf(ROWS);
    const image = ScanImage.write(engine, rows, { query, prefixIndex: 0, selection, capacity: 8, slices: 1 });
    image?.cancel();
    expect(engine.kernel.scan(...(image?.task(0, 0, image.blockCount, 0) ?? []))).toBe(-1);
  });

  it('reads its selection anew each time a workspace is used again', () => {
    const { engine, rows, query } = filled();
    const request = { query, prefixIndex: 0, capacity: ROWS, slices: 1 };
    const countOf = (selection: Bitset): number => {
      const image = ScanImage.write(engine, rows, { ...request, selection });
      const held = engine.kernel.scan(...(image?.task(0, 0, image.blockCount, 0) ?? []));
      image?.release();
      return held;
    };
    expect([300, 33, 0, 200].map((count) => countOf(allOf(count)))).toEqual([300, 33, 0, 200]);
  });
});
