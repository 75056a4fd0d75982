import { expect, it } from 'vitest';
import { HeadingPath } from './heading-path.ts';

it('follows headings down, up and across', () => {
  const path = new HeadingPath();
  path.enter(1, 'A');
  path.enter(3, ' B\n b ');
  expect(path.current).toEqual(['A', 'B b']);
  expect(path.above(2)).toEqual(['A']);
  path.enter(2, 'C');
  expect(path.current).toEqual(['A', 'C']);
  expect(path.above(1)).toEqual([]);
  expect(path.current).toEqual([]);
});

it('gives blocks under one heading one array', () => {
  const path = new HeadingPath();
  path.enter(2, 'A');
  expect(path.current).toBe(path.current);
  expect(path.above(3)).toBe(path.current);
});

it('cuts long headings, never inside a character', () => {
  const path = new HeadingPath();
  path.enter(1, `${'x'.repeat(299)}😀`);
  expect(path.current[0]?.isWellFormed()).toBe(true);
  expect(path.current[0]).toHaveLength(300);
});
