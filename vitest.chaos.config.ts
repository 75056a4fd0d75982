import { defineConfig } from 'vitest/config';

/** Long tests that break things on purpose; one at a time, since each is about a process that has the machine to itself. */
export default defineConfig({
  test: {
    setupFiles: ['test/support/seed-properties.ts'],
    include: ['test/chaos/**/*.chaos.ts'],
    fileParallelism: false,
    testTimeout: 30 * 60_000,
    hookTimeout: 60_000,
  },
});
