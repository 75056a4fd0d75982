import { cleanText } from '../../shared/text.ts';

const KEPT_SCHEMES: ReadonlySet<string> = new Set(['http', 'https', 'mailto']);
const SCHEME = /^([a-z][a-z0-9+.-]*):/i;
/** Longer targets carry data, not an address. */
const HREF_LENGTH_MAX = 2_000;

/**
 * The target of a link when it leads to another page (http, https, mailto or relative), else null: places on the page
 * itself and targets that run or hold something are no use to a reader. Read as browsers do, who pass over line ends
 * and tabs in an address, so that no scheme can hide behind them.
 */
export function linkTarget(href: string): string | null {
  if (href.length > HREF_LENGTH_MAX) return null;
  const target = cleanText(href)
    .replace(/[\t\n]/g, '')
    .trim();
  if (target === '' || target.startsWith('#')) return null;
  const scheme = SCHEME.exec(target)?.[1];
  return scheme === undefined || KEPT_SCHEMES.has(scheme.toLowerCase()) ? target : null;
}
