import { expect } from 'vitest';
import type { ParsedDocument } from '../../src/ports/document-parser.ts';
import { cleanText } from '../../src/shared/text.ts';

/** What holds for every parsed document: clean text; blocks in order, apart, without white space around; heading paths. */
export function expectSoundBlocks(document: ParsedDocument): void {
  expect(cleanText(document.text)).toBe(document.text);
  const headingsSoFar = new Set<string>();
  let end = 0;
  for (const block of document.blocks) {
    expect(block.start).toBeGreaterThanOrEqual(end);
    end = block.end;
    const text = document.text.slice(block.start, block.end);
    expect(text).not.toBe('');
    expect(text.trim()).toBe(text);
    for (const heading of block.headings) expect(headingsSoFar).toContain(heading);
    if (block.kind === 'heading') headingsSoFar.add(text.slice(0, 300).replace(/\s+/g, ' ').trim().toWellFormed());
  }
  expect(end).toBeLessThanOrEqual(document.text.length);
}

/** Each block as `kind: text`. */
export function linesOf(document: ParsedDocument): string[] {
  return document.blocks.map(({ kind, start, end }) => `${kind}: ${document.text.slice(start, end)}`);
}
