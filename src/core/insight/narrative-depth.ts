import type { Motif } from './motifs.ts';

/** How far an answer goes beyond one statement; each level includes those before it. */
export const NARRATIVE_DEPTHS = ['SURFACE', 'CONTEXT', 'RELATION', 'SYNTHESIS', 'THEME'] as const;
/** A level of the scale, from `SURFACE` up. */
export type NarrativeDepth = (typeof NARRATIVE_DEPTHS)[number];

/** What the gates look at: only what the answer shows, not what was read for it. */
export type DepthInput = {
  readonly answered: boolean;
  readonly citedSentences: number;
  readonly citedDocuments: number;
  /** Motifs of the response. */
  readonly motifs: Readonly<Partial<Record<Motif, number>>>;
};

/** Motifs that tie one statement to another; definitions and examples say more of the same one. */
const LINKING: readonly Motif[] = ['cause_effect', 'contrast', 'sequence', 'condition'];
const THEME_DOCUMENTS_MIN = 3;
const THEME_MOTIFS_MIN = 2;

type Gate = { readonly level: NarrativeDepth; readonly check: (input: DepthInput) => readonly [boolean, string] };

const GATES: readonly Gate[] = [
  {
    level: 'SURFACE',
    check: ({ answered }) => [true, answered ? 'there is an answer' : 'the nearest passages are shown'],
  },
  {
    level: 'CONTEXT',
    check: ({ answered, citedSentences }) => [
      answered && citedSentences >= 2,
      answered ? `${counted(citedSentences, 'cited statement')}, two are needed` : 'nothing was answered',
    ],
  },
  {
    level: 'RELATION',
    check: ({ motifs }) => {
      const links = LINKING.filter((motif) => (motifs[motif] ?? 0) > 0);
      return [
        links.length > 0,
        links.length > 0 ? `linked by ${links.join(', ')}` : 'no cause, contrast, sequence or condition links them',
      ];
    },
  },
  {
    level: 'SYNTHESIS',
    check: ({ citedDocuments }) => [
      citedDocuments >= 2,
      `${counted(citedDocuments, 'document')} joined, two are needed`,
    ],
  },
  {
    level: 'THEME',
    check: ({ citedDocuments, motifs }) => {
      const count = Object.keys(motifs).length;
      return [
        citedDocuments >= THEME_DOCUMENTS_MIN && count >= THEME_MOTIFS_MIN,
        `${counted(citedDocuments, 'document')} and ${counted(count, 'motif')}, ${THEME_DOCUMENTS_MIN} and ${THEME_MOTIFS_MIN} are needed`,
      ];
    },
  },
];

/** The highest level whose gate and all gates before it were passed, and for each gate that was looked at why it was passed or not. */
export function narrativeDepthOf(input: DepthInput): {
  readonly depth: NarrativeDepth;
  readonly reasons: readonly string[];
} {
  const reasons: string[] = [];
  let depth: NarrativeDepth = 'SURFACE';
  for (const { level, check } of GATES) {
    const [passed, why] = check(input);
    reasons.push(`${level} ${passed ? 'passed' : 'not passed'}: ${why}`);
    if (!passed) break;
    depth = level;
  }
  return { depth, reasons };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
