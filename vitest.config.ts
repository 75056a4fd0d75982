import { defineConfig } from 'vitest/config';

/** Two workers: the machine has two cores, and several tests start servers and worker threads of their own. */
export default defineConfig({
  test: {
    globalSetup: ['test/support/services/say-what-is-skipped.ts'],
    setupFiles: ['test/support/seed-properties.ts'],
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts', 'eval/**/*.test.ts'],
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    coverage: { provider: 'v8', include: ['src/**/*.ts'], exclude: ['src/**/*.test.ts'] },
  },
});
