import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { buildKernel, builtPath, KERNELS } from './build.ts';

describe('the built kernels', () => {
  it.each(KERNELS)('$name.wasm is what its source compiles to (npm run build:wasm)', async (kernel) => {
    const [fresh, kept] = await Promise.all([buildKernel(kernel), readFile(builtPath(kernel))]);
    expect(kept.equals(fresh)).toBe(true);
  });
});
