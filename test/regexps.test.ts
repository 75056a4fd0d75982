import { describe, expect, it } from 'vitest';
import { regexpProblem } from './support/regexps/check-regexp.ts';
import { allRegexps, madeRegexps, regexpsOf } from './support/regexps/find-regexps.ts';

/** Expressions that may take more than linear time, by their file and a part of them: why that is no harm, and the longest text they see. */
const EXCEPTIONS: readonly (readonly [path: string, part: string, why: string])[] = [
  ['src/core/lexicon/abbreviation-definitions.ts', String.raw`[^\s(]*$`, 'a stretch of 12 characters before a bracket'],
  [
    'src/features/openai/chat-chunks.ts',
    String.raw`[^.!?\n]*(?:[.!?]+`,
    'never fails: what the class leaves over is what one of the alternatives takes',
  ],
  ['src/core/answer/tool-rules.ts', 'most\\s+(?:often|frequent', 'at most 1,000 characters: chooseTool cuts the text'],
  [
    'src/core/answer/tool-rules.ts',
    '(?:\\s+(?:is|are|was|were|be|been))?',
    'at most 1,000 characters: chooseTool cuts the text',
  ],
  ['src/core/answer/tool-rules.ts', String.raw`cover)\w*(?=.+`, 'at most 1,000 characters: chooseTool cuts the text'],
];

const { literals, sites } = allRegexps();
const made = madeRegexps(sites.map(({ path }) => path));

describe('regular expressions of the product', () => {
  it('are all found, those made from text too', () => {
    expect(literals.length).toBeGreaterThan(300);
    const unmade = sites.filter(({ path, line }) => !made.some((each) => each.path === path && each.line === line));
    expect(unmade).toEqual([]);
  });

  it('take time linear in any text', () => {
    const findings = [...literals, ...made].flatMap(({ path, line, pattern, flags }) => {
      const problem = regexpProblem(pattern, flags);
      if (problem === null || exceptionOf(path, pattern) !== undefined) return [];
      return [`${path}:${line} /${pattern}/${flags}: ${problem}`];
    });
    expect(findings).toEqual([]);
  });

  it('have no exception that is not needed any more', () => {
    const needed = [...literals, ...made].filter(({ pattern, flags }) => regexpProblem(pattern, flags) !== null);
    const used = new Set(needed.map(({ path, pattern }) => exceptionOf(path, pattern)));
    expect(EXCEPTIONS.filter((exception) => !used.has(exception))).toEqual([]);
  });
});

describe('the check itself', () => {
  it.each([
    ['(a+)+$', ''],
    ['^(?:\\s+|\\w+)*!', ''],
    ['a*a*b', ''],
    ['\\s+$', 'u'],
    ['^[ \\t]*\\|?[ \\t]*x$', ''],
    ['[\\p{L}--[a-z]]+\\p{L}*!', 'v'],
  ])('finds a planted /%s/%s', (pattern, flags) => {
    expect(regexpProblem(pattern, flags)).toMatch(/polynomial|exponential/);
  });

  it.each(['^a+$', '^[a-z]+(?:,[a-z]+)*;', '"[^"]*"', '(?<!\\s)\\s+x'])('lets /%s/ be', (pattern) => {
    expect(regexpProblem(pattern, '')).toBeNull();
  });

  it('sees literals in any place, and what is made from text', () => {
    const text = `const a = x.split(/b+$/u), c = \`\${y.match(/(d+)+/)}\`;\nnew RegExp(a); RegExp('e'); globalThis.x(/f/);`;
    const found = regexpsOf('src/planted.ts', text);
    expect(found.literals.map(({ pattern }) => pattern)).toEqual(['b+$', '(d+)+', 'f']);
    expect(found.sites.map(({ line }) => line)).toEqual([2, 2]);
  });
});

function exceptionOf(path: string, pattern: string) {
  return EXCEPTIONS.find(([of, part]) => of === path && pattern.includes(part));
}
