/** Characters of a term in bold, in quotes or at the head of its definition. */
const BOLD =
  /(?:^|\n)[ \t]{0,8}(?:[-*+] {1,3})?(?:\*\*|__)([^*_\n]{2,60})(?:\*\*|__)[ \t]?(?::|[–—-] |is |are |means )/g;
const BOLD_WITH_COLON = /(?:^|\n)[ \t]{0,8}(?:[-*+] {1,3})?(?:\*\*|__)([^*_\n]{2,60}):(?:\*\*|__)/g;
const QUOTED_BEFORE = /["“]([^"“”\n]{2,60})["”] (?:means|refers to|denotes|stands for|(?:is|are) defined as) /g;
const QUOTED_AFTER = /\b(?:called|known as|termed|the terms?) ["“]([^"“”\n]{2,60})["”]/g;
const DEFINED_AS =
  /(?:^|[.!?\n] ?)(?:An? |The )?([\p{L}][\p{L}\p{N} -]{2,50}?) (?:(?:is|are) defined as|refers to|denotes) /gu;
const WORDS_MAX = 5;
/** Words that make a subject a reference to something said before. */
const REFERENCES =
  /^(?:it|this|that|these|those|he|she|they|we|which|what|here|there|term|word|each|both|all|note|warning)\b/i;

/**
 * Terms that a text defines: in bold at the head of a line that explains them, in quotes with a word that says so, or as the
 * subject of "is defined as" and its like. As they are written.
 */
export function findDefinedTerms(text: string): string[] {
  const patterns: RegExp[] = [];
  if (text.includes('**') || text.includes('__')) patterns.push(BOLD, BOLD_WITH_COLON);
  if (text.includes('"') || text.includes('“')) patterns.push(QUOTED_BEFORE, QUOTED_AFTER);
  if (text.includes(' defined as ') || text.includes(' refers to ') || text.includes(' denotes '))
    patterns.push(DEFINED_AS);
  if (patterns.length === 0) return [];
  return patterns
    .flatMap((pattern) => [...text.matchAll(pattern)].map(([, term = '']) => term.trim().replace(/^(?:the|an?) /, '')))
    .filter(isTerm);
}

function isTerm(term: string): boolean {
  return /\p{L}/u.test(term) && term.split(/\s+/).length <= WORDS_MAX && !REFERENCES.test(term);
}
