/** A line of a page: `baseline` and `height` in points, the baseline counted from the bottom of the page. */
export type PdfLine = { readonly text: string; readonly baseline: number; readonly height: number };

/** A gap so many times the usual one stands between paragraphs. */
const WIDE_GAP_RATIO = 1.4;
/** Distance of baselines in text set solid, in heights of a line; taken where a page has too few lines to tell. */
const GAP_HEIGHTS = 1.3;
const GAPS_TO_TELL = 4;
/** Text of another size is a heading, a caption or a note. */
const OTHER_SIZE_RATIO = 1.15;
/** Baselines nearer than this, in heights, are one line: superscripts, or parts of a row. */
const SAME_LINE_HEIGHTS = 0.4;
/** A word divided at the end of a line goes on in lower case; digits and capitals (`COVID-19`, `Anglo-Saxon`) are no such thing. */
const DIVIDED = /(?<=\p{L})[-\u00ad\u2010]$/u;
const LOWER_CASE = /^\p{Ll}/u;

/** Paragraphs of a page: lines with usual gaps are joined, divided words too; a new column or size begins a new one. */
export function joinLines(lines: readonly PdfLine[]): string[] {
  const visible = lines.filter(({ text }) => text.trim() !== '');
  const usualGap = findUsualGap(visible);
  const paragraphs: string[] = [];
  let parts: string[] = [];
  let previous: PdfLine | null = null;
  for (const line of visible) {
    if (previous !== null && isBreak(previous, line, usualGap)) {
      paragraphs.push(joinWords(parts));
      parts = [];
    }
    parts.push(line.text);
    previous = line;
  }
  if (parts.length > 0) paragraphs.push(joinWords(parts));
  return paragraphs;
}

function isBreak(previous: PdfLine, line: PdfLine, usualGap: number): boolean {
  const height = Math.max(previous.height, line.height);
  const gap = previous.baseline - line.baseline;
  if (Math.abs(gap) < SAME_LINE_HEIGHTS * height) return false;
  // Upwards is the next column: the sentence goes on there when it is not at its end.
  if (gap < 0) return /[.!?:;]["'”’)\]]?$/.test(previous.text.trim()) || !LOWER_CASE.test(line.text.trim());
  const isOtherSize = height > OTHER_SIZE_RATIO * Math.min(previous.height, line.height);
  return isOtherSize || gap > WIDE_GAP_RATIO * usualGap;
}

/** The median gap of a page, or what is usual in print. */
function findUsualGap(lines: readonly PdfLine[]): number {
  const gaps: number[] = [];
  lines.forEach(({ baseline, height }, i) => {
    const gap = (lines[i - 1]?.baseline ?? Number.NEGATIVE_INFINITY) - baseline;
    if (gap > SAME_LINE_HEIGHTS * height) gaps.push(gap);
  });
  gaps.sort((a, b) => a - b);
  const median = gaps[Math.floor((gaps.length - 1) / 2)];
  return median === undefined || gaps.length < GAPS_TO_TELL ? GAP_HEIGHTS * (lines[0]?.height ?? 0) : median;
}

function joinWords(lines: readonly string[]): string {
  const words: string[] = [];
  lines.forEach((raw, i) => {
    const line = raw.replace(/\s+/g, ' ').trim();
    const isDivided = DIVIDED.test(line) && LOWER_CASE.test(lines[i + 1]?.trimStart() ?? '');
    words.push(isDivided ? line.replace(DIVIDED, '') : `${line} `);
  });
  return words.join('').trimEnd();
}
