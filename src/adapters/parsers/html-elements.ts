/** Elements whose content nobody reads as text of the page: code, navigation, drawings, form controls, fallbacks. */
export const SKIPPED: ReadonlySet<string> = new Set(
  (
    'script style nav template noscript svg head title iframe object embed canvas audio video ' +
    'noembed noframes select datalist textarea annotation annotation-xml'
  ).split(' '),
);

/** Elements that begin and end a line of their own: text before, in and after them belongs to different blocks. */
export const BLOCK_LEVEL: ReadonlySet<string> = new Set(
  (
    'address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure ' +
    'footer form header hgroup hr html legend li listing main menu ol optgroup p plaintext pre search section summary ' +
    'table tbody td tfoot th thead tr ul xmp'
  ).split(' '),
);

export const LIST_ITEMS: ReadonlySet<string> = new Set(['li', 'dt', 'dd']);
export const VERBATIM: ReadonlySet<string> = new Set(['pre', 'listing', 'xmp', 'plaintext']);

/** Level of a heading element, 1 to 6, or 0 for all others. */
export function headingLevel(tagName: string): number {
  return /^h[1-6]$/.test(tagName) ? Number(tagName.slice(1)) : 0;
}
