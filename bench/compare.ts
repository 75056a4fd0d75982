import type { BenchReport } from './main.ts';
import type { BenchRow } from './suite.ts';

/** How much worse a figure may be than its baseline before it is a regression: machines are shared and noisy. */
const WORSE_RATIO_MAX = 1.5;

/** Sentences for figures that got worse. Units ending in `/s` are better when larger, all others when smaller. */
export function compare(baseline: BenchReport, report: BenchReport): readonly string[] {
  return Object.entries(report.suites).flatMap(([suite, rows]) => {
    const before = new Map((baseline.suites[suite] ?? []).map((row) => [row.name, row]));
    return rows.flatMap((row) => worse(suite, row, before.get(row.name)));
  });
}

function worse(suite: string, row: BenchRow, before: BenchRow | undefined): readonly string[] {
  if (before === undefined || before.unit !== row.unit || before.value <= 0 || row.value <= 0) return [];
  const ratio = row.unit.endsWith('/s') ? before.value / row.value : row.value / before.value;
  if (ratio <= WORSE_RATIO_MAX) return [];
  return [`${suite}: ${row.name} is ${ratio.toFixed(2)} times worse: ${before.value} → ${row.value} ${row.unit}`];
}
