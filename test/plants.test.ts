import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { breachesOf } from './support/tidy.ts';

const root = new URL('..', import.meta.url).pathname;
let garden = '';

beforeEach(() => {
  garden = mkdtempSync(join(tmpdir(), 'queryloom-plants-'));
  for (const file of ['biome.json', 'tsconfig.json', 'package.json']) cpSync(join(root, file), join(garden, file));
  symlinkSync(join(root, 'node_modules'), join(garden, 'node_modules'));
});

afterEach(() => rmSync(garden, { recursive: true, force: true }));

function plant(path: string, text: string): void {
  mkdirSync(dirname(join(garden, path)), { recursive: true });
  writeFileSync(join(garden, path), text);
}

function run(tool: string, ...args: string[]): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(join(root, 'node_modules/.bin', tool), args, {
    cwd: garden,
    encoding: 'utf8',
  });
  return { status, output: `${stdout}${stderr}` };
}

/** Lint only, without git: the garden is no repository. */
const lint = () => run('biome', 'lint', '--vcs-enabled=false', '--max-diagnostics=50', '.');

describe('Biome sees a planted breach', () => {
  const importOf = (path: string) => `import { planted } from '${path}';\n\nexport const used = planted;\n`;
  it.each([
    ['shared imports a room', 'src/shared/plant.ts', importOf('../core/query/trace.ts'), 'noRestrictedImports'],
    ['the client imports a room', 'src/client/plant.ts', importOf('../shared/errors.ts'), 'noRestrictedImports'],
    ['ports import core', 'src/ports/plant.ts', importOf('../core/query/trace.ts'), 'noRestrictedImports'],
    ['config imports core', 'src/config/plant.ts', importOf('../core/query/trace.ts'), 'noRestrictedImports'],
    [
      'core imports an adapter',
      'src/core/query/plant.ts',
      importOf('../../adapters/bm25/index.ts'),
      'noRestrictedImports',
    ],
    ['core imports a vendor', 'src/core/query/plant.ts', importOf('fastify'), 'noRestrictedImports'],
    ['core does I/O', 'src/core/query/plant.ts', importOf('node:fs'), 'noRestrictedImports'],
    [
      'a feature imports another',
      'src/features/export/plant.ts',
      importOf('../history/routes.ts'),
      'noRestrictedImports',
    ],
    [
      'a feature imports a plugin',
      'src/features/export/plant.ts',
      importOf('../../http/plugins/errors.ts'),
      'noRestrictedImports',
    ],
    [
      'a feature imports an adapter',
      'src/features/export/plant.ts',
      importOf('../../adapters/bm25/index.ts'),
      'noRestrictedImports',
    ],
    [
      'an adapter imports another',
      'src/adapters/bm25/plant.ts',
      importOf('../memory/catalogue.ts'),
      'noRestrictedImports',
    ],
    [
      'an adapter imports core',
      'src/adapters/bm25/plant.ts',
      importOf('../../core/query/trace.ts'),
      'noRestrictedImports',
    ],
    [
      'http imports a feature',
      'src/http/kit/plant.ts',
      importOf('../../features/query/routes.ts'),
      'noRestrictedImports',
    ],
    ['the app imports an adapter', 'src/app.ts', importOf('./adapters/bm25/index.ts'), 'noRestrictedImports'],
    ['a command imports an adapter', 'src/cli/plant.ts', importOf('../adapters/bm25/index.ts'), 'noRestrictedImports'],
    [
      'the environment is read outside config',
      'src/core/plant.ts',
      'export const port = process.env.PORT;\n',
      'noProcessEnv',
    ],
    ['a default export', 'src/core/plant.ts', 'export default 1;\n', 'noDefaultExport'],
    ['an `any`', 'src/core/plant.ts', 'export function f(x: any): unknown {\n  return x;\n}\n', 'noExplicitAny'],
    ['an enum', 'src/core/plant.ts', 'export enum Colour {\n  Red,\n}\n', 'noEnum'],
    [
      'a long function',
      'src/core/plant.ts',
      `export function f(): number {\n${'  f();\n'.repeat(61)}  return 1;\n}\n`,
      'noExcessiveLinesPerFunction',
    ],
  ])('%s', (_name, path, text, rule) => {
    plant(path, text);
    const { status, output } = lint();
    expect(output).toContain(rule);
    expect(status).not.toBe(0);
  });

  it('an import cycle', () => {
    plant('src/core/one.ts', "import { two } from './two.ts';\n\nexport const one = (): number => two();\n");
    plant('src/core/two.ts', "import { one } from './one.ts';\n\nexport const two = (): number => one();\n");
    expect(lint().output).toContain('noImportCycles');
  });

  it('and nothing in a clean garden', () => {
    plant('src/core/clean.ts', 'export const clean = 1;\n');
    expect(lint().status).toBe(0);
  });
});

describe('the other gates see a planted breach', () => {
  it('tsc a wrong type, and an index that may be missing', () => {
    plant('src/plant.ts', "export const n: number = 'x';\n");
    expect(run('tsc', '--noEmit').output).toContain('TS2322');
    plant('src/plant.ts', 'export const first = (list: string[]): string => list[0];\n');
    expect(run('tsc', '--noEmit').output).toContain('TS2322');
  });

  it('knip an unused export and an unused file', () => {
    plant('src/main.ts', "import { used } from './parts.ts';\n\nused();\n");
    plant('src/parts.ts', 'export const used = (): void => undefined;\nexport const forgotten = 1;\n');
    plant('src/lost.ts', 'export const lost = 1;\n');
    plant('knip.json', JSON.stringify({ entry: ['src/main.ts'], project: ['src/**/*.ts'] }));
    const { status, output } = run('knip', '--include', 'files,exports');
    expect(output).toContain('forgotten');
    expect(output).toContain('src/lost.ts');
    expect(status).not.toBe(0);
  });

  it.each([
    ['unfinished work', 'src/core/x.ts', `// ${'TO'}${'DO'}: later`],
    ['a focused test', 'src/core/x.test.ts', `${'it'}.only('x', () => undefined);`],
    ['an `any` that hides', 'src/core/x.ts', 'const list = new Map<string, any>();'],
    ['time without a clock', 'src/core/x.ts', 'const now = Date.now();'],
    ['luck', 'src/core/x.ts', 'const x = Math.random();'],
    ['an adapter outside compose', 'src/http/x.ts', "import { x } from '../adapters/bm25/x.ts';"],
    ['a silent catch', 'src/core/x.ts', 'try { f(); } catch (error) {}'],
    ['an import without its ending', 'src/core/x.ts', "import { x } from './y';"],
  ])('the tidy test %s', (_name, path, text) => {
    expect(breachesOf(path, text)).toHaveLength(1);
    expect(breachesOf(path, 'export const clean = 1;')).toEqual([]);
  });
});
