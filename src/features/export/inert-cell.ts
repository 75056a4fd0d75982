/** Characters that begin a formula or a command; full-width and small forms are folded onto them before they are compared. */
const FORMULA_SIGNS = new Set([...'=+-@|%']);
/** White space and unseen characters, which spreadsheets pass over before they look for a sign. */
const UNSEEN_HEAD = /^[\p{Z}\p{C}\s]+/u;
/** The minus of mathematics, which is not folded onto the hyphen. */
const MINUS = '\u2212';
const CONTROL_HEAD = /^[\t\r\n]/;
const NUMBER = /^-?\d{1,17}(?:\.\d{1,17})?(?:e[+-]?\d{1,3})?$/i;

/** A cell that no spreadsheet runs: one that would begin a formula gets an apostrophe in front. Plain numbers stay numbers. */
export function inertCell(value: string): string {
  if (NUMBER.test(value)) return value;
  return CONTROL_HEAD.test(value) || beginsFormula(value) ? `'${value}` : value;
}

function beginsFormula(value: string): boolean {
  const [first = ''] = value.replace(UNSEEN_HEAD, '');
  return FORMULA_SIGNS.has(first.normalize('NFKC')) || first === MINUS;
}
