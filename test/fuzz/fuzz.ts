import { writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { TARGETS } from './targets.ts';
import { type FuzzReport, fuzzOnThread } from './watched-thread.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Math.floor(performance.timeOrigin)) },
    only: { type: 'string', default: '' },
    keep: { type: 'string', default: tmpdir() },
    shapes: { type: 'string', default: '400' },
    threads: { type: 'string', default: String(Math.min(2, availableParallelism())) },
  },
});
const chosen = TARGETS.map(({ name }) => name).filter((name) => name.includes(values.only));
const served = TARGETS.filter(({ world }) => world !== undefined).map(({ name }) => name);
const threads = Number(values.threads);
const job = { timeMs: 1_000 * Number(values.seconds), seed: Number(values.seed), shapesMax: Number(values.shapes) };
const reports: FuzzReport[] = [];

console.log(`${chosen.length} targets, ${values.seconds} s each, seed ${values.seed}`);
const parts = Array.from({ length: threads }, (_, part) =>
  chosen.filter((name, i) => (served.includes(name) ? 0 : i % threads) === part),
);
await Promise.all(parts.filter((names) => names.length > 0).map((names) => fuzzOnThread({ ...job, names }, tell)));
const inputs = reports.reduce((sum, { figures }) => sum + figures.inputs, 0);
const shapes = reports.reduce((sum, { growth }) => sum + growth.shapes, 0);
const findings = reports
  .flatMap(({ figures, growth }) => [figures.finding, ...growth.findings])
  .filter((finding) => finding !== null);
console.log(
  `${inputs} inputs and ${shapes} shapes of growth over ${reports.length} targets: ${findings.length} findings`,
);
process.exit(findings.length === 0 && reports.length === chosen.length ? 0 : 1);

function tell(report: FuzzReport): void {
  reports.push(report);
  const { figures, growth } = report;
  const { target, inputs: count, accepted, slowestMs, finding } = figures;
  console.log(
    `${target.padEnd(32)} ${String(count).padStart(9)} inputs, ${String(accepted).padStart(8)} read, slowest ${slowestMs.toFixed(0).padStart(4)} ms; ${growth.shapes} shapes, slowest ${growth.worstMs.toFixed(0)} ms`,
  );
  for (const [i, found] of [finding, ...growth.findings].entries()) {
    if (found === null) continue;
    const file = join(values.keep, `finding-${target.replaceAll(/[^a-z]+/gi, '-')}-${i}.bin`);
    writeFileSync(file, Buffer.from(found.inputBase64, 'base64'));
    console.log(`  FOUND ${found.reason}\n  its input is in ${file}`);
  }
}
