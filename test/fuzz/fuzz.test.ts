import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { textTarget } from './fuzz-target.ts';
import { measureGrowth } from './growth.ts';
import { fuzzTarget } from './run-target.ts';
import { TARGETS } from './targets.ts';
import { type FuzzReport, fuzzOnThread } from './watched-thread.ts';

/** Milliseconds a target gets here; `npm run test:fuzz` gives them seconds. */
const TIME_MS = 20;
/** Shapes of growth a target gets here: the words of its format, each over and over. */
const SHAPES = 3;
const SEED = 20_260_101;

/** Files beside the parsers that read nothing of a document. */
const NO_PARSERS: ReadonlySet<string> = new Set(['limits.ts', 'docx-error.ts']);
/** Functions of these names read what somebody else wrote; where one is exported, its module must be fuzzed or be named here. */
const READER = /^export (?:async )?function (?:parse|decode|unpack|sniff)[A-Z]\w*/m;

describe('every target', () => {
  it('reads generated input without a crash, a hang or a time that grows too fast', async () => {
    // Those that need a server are left to the long run: starting one takes longer than all others together.
    const names = TARGETS.filter(({ world }) => world === undefined).map(({ name }) => name);
    const reports: FuzzReport[] = [];
    const halves = [0, 1].map((half) => names.filter((_name, i) => i % 2 === half));
    const job = { timeMs: TIME_MS, seed: SEED, shapesMax: SHAPES };
    await Promise.all(halves.map((half) => fuzzOnThread({ ...job, names: half }, (report) => reports.push(report))));
    const findings = reports.flatMap(({ figures: { target, finding }, growth }) =>
      [finding, ...growth.findings].filter((each) => each !== null).map((each) => ({ target, ...each })),
    );
    expect(findings).toEqual([]);
    expect(reports.map(({ figures }) => figures.target).toSorted()).toEqual(names.toSorted());
  }, 120_000);
});

describe('the list of targets', () => {
  const fuzzed = new Set(TARGETS.flatMap(({ modules }) => modules));

  it('names modules that are there, and every target once', () => {
    const files = new Set(productFiles());
    expect([...fuzzed].filter((module) => !files.has(module))).toEqual([]);
    expect(new Set(TARGETS.map(({ name }) => name)).size).toBe(TARGETS.length);
  });

  it('has every parser of documents', () => {
    const parsers = productFiles()
      .filter((path) => path.startsWith('src/adapters/parsers/'))
      .filter((path) => !NO_PARSERS.has(path.slice('src/adapters/parsers/'.length)));
    expect(parsers.filter((path) => !fuzzed.has(path))).toEqual([]);
  });

  it('has every module that exports a reader of bytes or text', () => {
    const readers = productFiles().filter((path) => READER.test(readFileSync(path, 'utf8')));
    expect(readers.length).toBeGreaterThan(10);
    expect(readers.filter((path) => !fuzzed.has(path))).toEqual([]);
  });
});

describe('the fuzzer itself', () => {
  const planted = (read: (text: string) => unknown) =>
    textTarget({ name: 'planted', modules: [], seeds: ['a(b)c'], pieces: ['(', ')'], read });
  const run = (read: (text: string) => unknown) =>
    fuzzTarget(planted(read), { timeMs: 5_000, seed: SEED, before: () => undefined });

  it('finds a planted crash, and makes its input small', async () => {
    const { finding } = await run((text) => {
      if (text.includes('((')) throw new TypeError('planted');
    });
    expect(finding?.reason).toContain('planted');
    expect(Buffer.from(finding?.inputBase64 ?? '', 'base64').toString()).toMatch(/^.{0,5}\(\(.{0,5}$/);
  });

  it('finds a planted quadratic step', async () => {
    const target = { ...planted((text) => text.replace(/\(+$/, '')), bytesMax: 24_000 };
    const { findings } = await measureGrowth(target, 20, () => undefined);
    expect(findings[0]?.reason).toContain('times as long');
  });

  it('takes errors of the registry for answers', async () => {
    const { finding, inputs, accepted } = await fuzzTarget(
      planted(() => undefined),
      { timeMs: 50, seed: SEED, before: () => undefined },
    );
    expect(finding).toBeNull();
    expect(accepted).toBeGreaterThanOrEqual(inputs);
  });
});

function productFiles(): readonly string[] {
  return readdirSync('src', { recursive: true, encoding: 'utf8' })
    .map((path) => `src/${path}`)
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'));
}
