const MARK = '[redacted]';

/** Our own keys, vendors' keys, bearer tokens, and passwords in URLs. Every repetition is bounded or over one class: linear time. */
const SECRETS: readonly (readonly [hint: string, pattern: RegExp, replacement: string])[] = [
  ['ql_', /\bql_(?:live|test)_[A-Za-z0-9_-]{8,}/g, MARK],
  ['sk-', /\bsk-[A-Za-z0-9_-]{16,}/g, MARK],
  ['earer ', /\b([Bb]earer )[A-Za-z0-9._~+/=-]{8,}/g, `$1${MARK}`],
  ['asic ', /\b([Bb]asic )[A-Za-z0-9+/=]{8,}/g, `$1${MARK}`],
  ['@', /(:\/\/[^\s:@/"]{0,100}:)[^\s@/"]{1,200}@/g, `$1${MARK}@`],
];

/** Takes secrets out of a finished line of text. A line that holds no hint of one is returned as it is. */
export function redactSecrets(line: string): string {
  let clean = line;
  for (const [hint, pattern, replacement] of SECRETS) {
    if (clean.includes(hint)) clean = clean.replace(pattern, replacement);
  }
  return clean;
}
