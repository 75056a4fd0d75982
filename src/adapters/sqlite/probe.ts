import type { Statements } from './statements.ts';

const PROBE = `INSERT INTO probes (probe, written) VALUES (1, 1) ON CONFLICT (probe) DO UPDATE SET written = written + 1`;

/** A write that says whether writes succeed: it changes a page, so its COMMIT reaches the disk. */
export function probe(statements: Statements): void {
  statements.run(PROBE);
}
