import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { compare } from './compare.ts';
import type { BenchRow, BenchSuite } from './suite.ts';

/** Suites load when they run: each brings the parts it measures. */
const SUITES: Readonly<Record<string, () => Promise<{ readonly suite: BenchSuite }>>> = {
  lexical: () => import('./suites/lexical.ts'),
  vector: () => import('./suites/vector.ts'),
  ingest: () => import('./suites/ingest.ts'),
  query: () => import('./suites/query.ts'),
  http: () => import('./suites/http.ts'),
  access: () => import('./suites/access.ts'),
  streams: () => import('./suites/streams.ts'),
  rooms: () => import('./suites/rooms.ts'),
  analytics: () => import('./suites/analytics.ts'),
  saved: () => import('./suites/saved.ts'),
  suggestions: () => import('./suites/suggestions.ts'),
  lexicon: () => import('./suites/lexicon.ts'),
  limiter: () => import('./suites/limiter.ts'),
  'redis-limiter': () => import('./suites/redis-limiter.ts'),
  keys: () => import('./suites/keys.ts'),
  overload: () => import('./suites/overload.ts'),
};

export type BenchReport = { readonly node: string; readonly suites: Readonly<Record<string, readonly BenchRow[]>> };

/** `queryloom bench [suite…] [--quick] [--json] [--compare baseline.json]`: exit code 1 when a figure is worse than its baseline allows. */
export async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      compare: { type: 'string' },
    },
  });
  const names = positionals.length > 0 ? positionals : Object.keys(SUITES);
  const unknown = names.filter((name) => SUITES[name] === undefined);
  if (unknown.length > 0) {
    console.error(`no such suite: ${unknown.join(', ')}; there are ${Object.keys(SUITES).join(', ')}`);
    return 1;
  }
  const report = await run(names, { quick: values.quick, json: values.json });
  if (values.json) console.log(JSON.stringify(report, null, 2));
  if (values.compare === undefined) return 0;
  const baseline: BenchReport = JSON.parse(await readFile(values.compare, 'utf8'));
  const regressions = compare(baseline, report);
  for (const regression of regressions) console.error(regression);
  return regressions.length === 0 ? 0 : 1;
}

async function run(names: readonly string[], { quick, json }: { quick: boolean; json: boolean }): Promise<BenchReport> {
  const suites: Record<string, readonly BenchRow[]> = {};
  for (const name of names) {
    const load = SUITES[name];
    if (load === undefined) continue;
    const { suite } = await load();
    const rows = await suite.run({ quick });
    suites[name] = rows;
    if (!json) print(name, rows);
  }
  return { node: process.version, suites };
}

function print(name: string, rows: readonly BenchRow[]): void {
  console.log(`\n## ${name}\n\n| what | value | p50 | p95 | p99 | note |\n|---|---|---|---|---|---|`);
  for (const { name: what, value, unit, p50, p95, p99, note } of rows)
    console.log(
      `| ${what} | ${figure(value)} ${unit} | ${[p50, p95, p99].map((part) => (part === undefined ? '' : figure(part))).join(' | ')} | ${note ?? ''} |`,
    );
}

function figure(value: number): string {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US');
  return Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(3);
}
