/** One breach of the law of the house, as the test prints it. */
export type Breach = { readonly path: string; readonly line: number; readonly rule: string };

type Rule = { readonly rule: string; readonly pattern: RegExp; readonly applies: (path: string) => boolean };

const everywhere = (): boolean => true;
const inProduct = (path: string): boolean => path.startsWith('src/') && !path.endsWith('.test.ts');

/** What Biome cannot say, or not yet: each rule is a pattern over one line. */
const RULES: readonly Rule[] = [
  { rule: 'no unfinished work', pattern: /\b(?:TODO|FIXME|XXX|HACK)\b/, applies: inProduct },
  { rule: 'no skipped or focused tests', pattern: /\b(?:it|test|describe)\.(?:only|todo)\(/, applies: everywhere },
  { rule: 'no `any`', pattern: /(?:[:<,|&]|\bas)\s*any\b(?! \w)/, applies: everywhere },
  { rule: 'no `I` prefixes', pattern: /\binterface I[A-Z]/, applies: everywhere },
  { rule: 'relative imports end in .ts', pattern: /from '\.{1,2}\/[^']*(?<!\.ts|\.json|\.wasm)'/, applies: everywhere },
  {
    rule: 'time comes in through the clock',
    pattern: /\bDate\.now\(\)|\bperformance\.now\(\)|\bnew Date\(\)/,
    applies: (path) => inProduct(path) && path.startsWith('src/core/'),
  },
  { rule: 'randomness comes in through a source', pattern: /\bMath\.random\(\)/, applies: everywhere },
  {
    rule: 'no sleeps in tests',
    pattern: /setTimeout\([^,]*resolve[^,]*,\s*[1-9]\d{2,}/,
    applies: (path) => path.endsWith('.test.ts'),
  },
  {
    rule: 'only compose knows adapters',
    pattern: /from '[^']*\/adapters\//,
    applies: (path) => inProduct(path) && !path.startsWith('src/compose') && !path.startsWith('src/adapters/'),
  },
  { rule: 'no silent catch', pattern: /catch\s*(?:\([^)]*\))?\s*\{\s*\}/, applies: everywhere },
  { rule: 'no machine paths or registry hosts', pattern: /\/work\/|registry\.npmjs|\/root\//, applies: everywhere },
];

/** Every breach in one file. This file, which holds the patterns themselves, is passed over. */
export function breachesOf(path: string, text: string): readonly Breach[] {
  if (path.endsWith('test/support/tidy.ts') || path.endsWith('test/plants.test.ts')) return [];
  const rules = RULES.filter(({ applies }) => applies(path));
  return text
    .split('\n')
    .flatMap((content, i) =>
      rules.filter(({ pattern }) => pattern.test(content)).map(({ rule }) => ({ path, line: i + 1, rule })),
    );
}
