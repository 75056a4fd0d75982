import { cleanText } from '../../shared/text.ts';

/** Longest question, in UTF-16 code units after cleaning. */
export const QUERY_TEXT_MAX = 10_000;

/** What the one check of text found. `valid` is false exactly when a query with this text is refused. */
export type TextCheck = {
  readonly valid: boolean;
  /** Why it is refused, or what was removed or looks like an injection, in words. */
  readonly issues: readonly string[];
  readonly sanitized: string;
};

/** Linear patterns only: each is a fixed prefix, so none can blow up on hostile text. */
const SUSPICIOUS: readonly (readonly [RegExp, string])[] = [
  [/<\s?script/i, 'holds a <script> tag; it is treated as plain text'],
  [/<\s?iframe/i, 'holds an <iframe> tag; it is treated as plain text'],
  [/javascript:/i, 'holds a javascript: address; it is treated as plain text'],
  [/\bon(?:error|load|click|mouseover)\s?=/i, 'holds an inline event handler; it is treated as plain text'],
  [/<\/?[a-z][a-z0-9-]{0,30}[\s>]/i, 'holds markup; it is treated as plain text'],
];

/** The one place where the text of a question is checked and put into its normal form: NFC, one line, no control characters. */
export function checkText(text: string): TextCheck {
  const clean = cleanText(text);
  const sanitized = clean.replace(/\s+/g, ' ').trim();
  const issues: string[] = [];
  if (clean.length !== text.normalize('NFC').replace(/\r\n?/g, '\n').length)
    issues.push('control, zero-width or direction characters were removed');
  for (const [pattern, issue] of SUSPICIOUS) if (pattern.test(sanitized)) issues.push(issue);
  if (sanitized === '')
    return { valid: false, issues: ['the text is empty; send at least one visible character', ...issues], sanitized };
  if (sanitized.length > QUERY_TEXT_MAX) {
    const issue = `the text has ${sanitized.length} characters; at most ${QUERY_TEXT_MAX} are read`;
    return { valid: false, issues: [issue, ...issues], sanitized };
  }
  return { valid: true, issues, sanitized };
}
