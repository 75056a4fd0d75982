import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseSync, Visitor } from 'oxc-parser';

/** A regular expression as it stands in the source. */
export type RegexpLiteral = {
  readonly path: string;
  readonly line: number;
  readonly pattern: string;
  readonly flags: string;
};
/** A place that makes one from text: what from, only running it tells. */
export type RegexpSite = { readonly path: string; readonly line: number };

const ROOT = new URL('../../..', import.meta.url).pathname;

/** Files of the product, tests left out. */
export function productFiles(): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'src'], { cwd: ROOT, encoding: 'utf8' });
  return listed
    .split('\n')
    .filter((path) => /\.[jt]s$/.test(path) && !path.endsWith('.test.ts') && !path.includes('/kernel/'))
    .sort();
}

/** Every literal and every `RegExp(...)` of a file, by a real parser. */
export function regexpsOf(path: string, text: string): { literals: RegexpLiteral[]; sites: RegexpSite[] } {
  const literals: RegexpLiteral[] = [];
  const sites: RegexpSite[] = [];
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`);
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length;
  const made = (callee: { readonly type: string; readonly name?: unknown }, start: number) => {
    if (callee.type === 'Identifier' && callee.name === 'RegExp') sites.push({ path, line: lineAt(start) });
  };
  new Visitor({
    Literal(node) {
      if ('regex' in node) literals.push({ path, line: lineAt(node.start), ...node.regex });
    },
    NewExpression: ({ callee, start }) => made(callee, start),
    CallExpression: ({ callee, start }) => made(callee, start),
  }).visit(program);
  return { literals, sites };
}

/** Those of all files. */
export function allRegexps(): { readonly literals: readonly RegexpLiteral[]; readonly sites: readonly RegexpSite[] } {
  const found = productFiles().map((path) => regexpsOf(path, readFileSync(`${ROOT}/${path}`, 'utf8')));
  return { literals: found.flatMap(({ literals }) => literals), sites: found.flatMap(({ sites }) => sites) };
}

/** What the sites really make: their modules are loaded by a process of their own, where making one is told. */
export function madeRegexps(paths: readonly string[]): readonly RegexpLiteral[] {
  const script = new URL('./tell-made-regexps.ts', import.meta.url).pathname;
  const output = execFileSync(process.execPath, [script, ...new Set(paths)], { cwd: ROOT, encoding: 'utf8' });
  return JSON.parse(output);
}
