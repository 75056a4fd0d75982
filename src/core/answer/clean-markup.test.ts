import { describe, expect, it, test } from 'vitest';
import { cleanMarkup } from './clean-markup.ts';

test.each([
  ['See [the guide](https://example.org/a "Guide") first.', 'See the guide first.'],
  ['![A chart](chart.png) shows it.', 'A chart shows it.'],
  ['**Thompson Sampling** is a *heuristic*.', 'Thompson Sampling is a heuristic.'],
  ['Run `npm start` now.', 'Run npm start now.'],
  ['## Install', 'Install'],
  ['- one item', 'one item'],
  ['> 1. quoted item', 'quoted item'],
  ['snake_case_name and _emphasis_ differ', 'snake_case_name and emphasis differ'],
  ['2 * 3 * 4 stays', '2 * 3 * 4 stays'],
  ['A claim.[12] Another [3].', 'A claim. Another .'],
  ['split\n  over   lines', 'split over lines'],
  ['a [reference][ref] link and <https://example.org>', 'a reference link and https://example.org'],
  ['~~gone~~ kept', 'gone kept'],
  ['', ''],
])('%j reads %j', (raw, shown) => {
  expect(cleanMarkup(raw)).toBe(shown);
});

test.each(['*', '_', '`', '[', '![', '](', '<', '#', '~~', '> ', '- ', '1. '])(
  'thousands of %j neither hang nor grow the text by more than a blank each',
  (mark) => {
    const hostile = mark.repeat(2_000);
    expect(cleanMarkup(hostile).length).toBeLessThanOrEqual(hostile.length + 2_000);
    expect(cleanMarkup(`${hostile} word`)).toContain('word');
  },
);

describe('cleanMarkup on hostile links', () => {
  it.each([
    ['by [Bob](javascript:alert(1)) here', 'by Bob here'],
    ['![b](https://evil.example/x(1).png?a=b) seen', 'b seen'],
    ['<javascript:alert(1)> and <HTTPS://a.example/>', 'javascript:alert(1) and HTTPS://a.example/'],
    ['[odd](a b) [open](x', '[odd] (a b) [open] (x'],
    ['[deep](a(b(c)))', '[deep] (a(b(c)))'],
  ])('leaves no link of %s', (sentence, plain) => {
    expect(cleanMarkup(sentence)).toBe(plain);
  });
});
