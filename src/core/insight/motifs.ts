/** Ways in which statements hang together, told by cue words of English. */
export const MOTIFS = [
  'cause_effect',
  'contrast',
  'sequence',
  'condition',
  'definition',
  'evidence',
  'example',
  'uncertainty',
] as const;
/** One of `MOTIFS`: a name on the wire and in the trace. */
export type Motif = (typeof MOTIFS)[number];

/** Characters that are read: a question and an answer, not a document. */
const TEXT_CHARS_MAX = 4_000;

const CUES: Readonly<Record<Motif, RegExp>> = {
  cause_effect:
    /\b(?:because|since (?!\d)|therefore|thus|hence|so that|as a result|due to|owing to|thanks to|caus(?:e[sd]?|ing)|leads? to|led to|results? in|resulted in|in order to|consequently|why)\b/gi,
  contrast:
    /\b(?:but|however|although|though|whereas|while|unlike|instead|rather than|on the other hand|in contrast|nevertheless|despite|differ(?:s|ed|ent|ence|ences)?|than|versus|vs)\b/gi,
  sequence:
    /\b(?:first(?:ly)?|second(?:ly)?|then|next|after(?:wards?)?|before|finally|last(?:ly)?|later|earlier|begins?|began|until|meanwhile|steps?|followed by)\b/gi,
  condition:
    /\b(?:if|unless|when(?:ever)?|provided that|in case|otherwise|only when|depend(?:s|ing) on|as long as)\b/gi,
  definition:
    /\b(?:is (?:an?|the)|are (?:the|those)|means?|refers? to|is called|are called|known as|defined as|stands for|denotes?|consists? of|what (?:is|are))\b/gi,
  evidence:
    /(?:\b(?:according to|show(?:s|ed|n)?|found|finds|measured|observed|reported|demonstrat(?:es?|ed)|study|studies|data|evidence|results?|figures?)\b|\d\s?%)/gi,
  example: /\b(?:for example|for instance|such as|e\.g\.|including|like the|namely|in particular)(?!\p{L})/giu,
  uncertainty:
    /\b(?:may|might|could|perhaps|possibly|probably|likely|unlikely|approximately|roughly|about \d|some \d|estimated|suggests?|appears?|seems?|not sure|unclear|unknown|usually|often)\b/gi,
};

/**
 * Motifs of a text with their strength n / (n + 1), n the number of cues: one cue gives a half, and more never reach one. Motifs
 * without a cue are left out. Cue words are found without understanding them.
 */
export function motifsOf(text: string): Readonly<Partial<Record<Motif, number>>> {
  const read = text.slice(0, TEXT_CHARS_MAX);
  const found: Partial<Record<Motif, number>> = {};
  for (const motif of MOTIFS) {
    const cues = read.match(CUES[motif])?.length ?? 0;
    if (cues > 0) found[motif] = cues / (cues + 1);
  }
  return found;
}
