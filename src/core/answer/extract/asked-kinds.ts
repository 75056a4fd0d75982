/** Kinds of values that are told by their shape; `item` is an entry of a list. */
export const VALUE_KINDS = ['date', 'money', 'percent', 'email', 'url', 'phone', 'number', 'name', 'item'] as const;
/** One of `VALUE_KINDS`. */
export type ValueKind = (typeof VALUE_KINDS)[number];

/** Words that ask for a kind, the particular before the general: the first kinds win over `number` and `name`. */
const ASKED: readonly (readonly [RegExp, readonly ValueKind[]])[] = [
  [/\b(?:e-?mails?|e-?mail addresse?s?)\b/i, ['email']],
  [/\b(?:urls?|links?|web ?sites?|web addresse?s?|internet addresse?s?)\b/i, ['url']],
  [/\b(?:tele)?phone numbers?\b/i, ['phone']],
  [/\bcontacts?\b/i, ['email', 'phone', 'url']],
  [/\b(?:dates?|years?|deadlines?|times|when)\b/i, ['date']],
  [/\b(?:prices?|costs?|fees?|sums?|money|amounts? of money|budgets?)\b/i, ['money']],
  [/\b(?:percentages?|percents?|rates|shares)\b/i, ['percent']],
  [
    /\b(?:numbers?|figures?|quantit(?:y|ies)|measurements?|amounts?|values?|sizes?|limits?)\b/i,
    ['number', 'percent', 'money'],
  ],
  [/\b(?:names?|people|persons?|authors?|places|cities|countries|who)\b/i, ['name']],
  [/\b(?:steps?|items?|bullet ?points?|entries)\b/i, ['item']],
];
/** For "list all lighthouses", which names no kind: entries of lists, and names where there are no lists. */
const NOT_SAID: readonly ValueKind[] = ['item', 'name'];

/** The kinds a text asks for, and whether it names them; without a word for one, entries of lists and names. */
export function askedKinds(text: string): { readonly kinds: readonly ValueKind[]; readonly named: boolean } {
  const first = ASKED.map(([pattern, kinds]) => ({ at: text.search(pattern), kinds })).filter(({ at }) => at >= 0);
  const earliest = first.reduce<(typeof first)[number] | null>((a, b) => (a === null || b.at < a.at ? b : a), null);
  return earliest === null ? { kinds: NOT_SAID, named: false } : { kinds: earliest.kinds, named: true };
}
