import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { referencePages } from './support/reference.ts';

describe('docs/reference', () => {
  it.each(Object.entries(referencePages()))('%s is what `npm run reference` writes', (name, text) => {
    expect(readFileSync(new URL(`../docs/reference/${name}`, import.meta.url), 'utf8')).toBe(text);
  });
});
