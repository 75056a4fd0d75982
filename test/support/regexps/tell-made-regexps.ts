import { pathToFileURL } from 'node:url';
import type { RegexpLiteral } from './find-regexps.ts';

/** Loads the modules named on the command line, and writes every expression that was made from text on the way, with its place, as JSON. */
const made: RegexpLiteral[] = [];
const RealRegExp = globalThis.RegExp;

class ToldRegExp extends RealRegExp {
  constructor(pattern: string | RegExp, flags?: string) {
    super(pattern, flags);
    const line = (new Error('place').stack ?? '').split('\n').find((each) => each.includes('/src/')) ?? '';
    const [, path, number] = /(src\/[^:]+):(\d+):/.exec(line) ?? [];
    if (path !== undefined) made.push({ path, line: Number(number), pattern: this.source, flags: this.flags });
  }
}
globalThis.RegExp = new Proxy(RealRegExp, {
  construct: (_target, [pattern, flags]) => new ToldRegExp(pattern, flags),
  apply: (_target, _self, [pattern, flags]) => new ToldRegExp(pattern, flags),
});

for (const path of process.argv.slice(2)) await import(pathToFileURL(path).href);
process.stdout.write(JSON.stringify(made));
