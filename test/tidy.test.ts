import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { median, percentile } from './support/percentiles.ts';
import { type Breach, breachesOf } from './support/tidy.ts';

const root = new URL('..', import.meta.url).pathname;
const files = listFiles(join(root, 'src'))
  .concat(listFiles(join(root, 'test')), listFiles(join(root, 'bench')), listFiles(join(root, 'eval')))
  .filter((path) => path.endsWith('.ts') && !path.includes('/kernel/'));
const GENERATED = 'src/client/api-types.ts';
const sources = files.map((path) => ({ path: path.slice(root.length), text: readFileSync(path, 'utf8') }));
const product = sources.filter(
  ({ path }) => path.startsWith('src/') && !path.endsWith('.test.ts') && path !== GENERATED,
);

function listFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? listFiles(path) : [path];
  });
}

/** True when nothing in the file exists at run time, so that there is nothing to test. */
function isTypesOnly(text: string): boolean {
  return !/^(?:export )?(?:async )?(?:function|class|const)\b/m.test(text);
}

describe('the law of the house', () => {
  it('holds in every file', () => {
    const breaches: Breach[] = sources.flatMap(({ path, text }) => breachesOf(path, text));
    expect(breaches).toEqual([]);
  });

  it('keeps files short: median 80, p90 240, none over 400', () => {
    const lengths = product.map(({ text }) => text.split('\n').length - 1);
    expect(median(lengths)).toBeLessThanOrEqual(80);
    expect(percentile(lengths, 0.9)).toBeLessThanOrEqual(240);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(400);
  });

  it('narrows instead of asserting: at most 2 `as` per 1,000 lines', () => {
    const lines = product.reduce((sum, { text }) => sum + text.split('\n').length, 0);
    const casts = product.flatMap(({ path, text }) =>
      [...text.matchAll(/(?<![*/].*)\bas (?!const\b)[A-Z{(][^;]*/g)].filter(() => !path.includes('.d.ts')),
    );
    expect(casts.length).toBeLessThanOrEqual((2 * lines) / 1000);
  });

  it('documents its exports: at least 80 %', () => {
    const exported = product.flatMap(({ text }) => [
      ...text.matchAll(/(\*\/\n)?^export (?:async )?(?:function|class|const|type|interface) /gm),
    ]);
    const documented = exported.filter((match) => match[1] !== undefined);
    expect(documented.length / exported.length).toBeGreaterThanOrEqual(0.8);
  });

  it('tests what it decides: a test beside every core file of 30 lines', () => {
    const core = product.filter(({ path }) => path.startsWith('src/core/'));
    const paths = new Set(sources.map(({ path }) => path));
    const untested = core.filter(
      ({ path, text }) =>
        text.split('\n').length > 30 && !isTypesOnly(text) && !paths.has(path.replace(/\.ts$/, '.test.ts')),
    );
    expect(untested.map(({ path }) => path)).toEqual([]);
  });
});
