/** Kinds of figures: how many, how something moves, the least and the most, what is named most. */
export const ANALYSES = ['count', 'trend', 'extremes', 'frequency'] as const;
/** One of `ANALYSES`. */
export type Analysis = (typeof ANALYSES)[number];

const ASKED: readonly (readonly [RegExp, Analysis])[] = [
  [/\bhow many|\bhow often|\bcount\b|\bnumber of\b|\bhow many times/i, 'count'],
  [
    /\btrends?\b|\bover time\b|\bchang|\bdevelop|\bevol|\bsince\b|\bincreas|\bdecreas|\bgrow|\bris(?:e|ing)|\bdeclin|\bper year|\bby year/i,
    'trend',
  ],
  [
    /\b(?:high|low|larg|small|bigg|tall|long|short|old|new|earli|lat|fast|slow|cheap|heavi)(?:er|est)\b|\bmaxim|\bminim|\bextrem|\bmost expensive|\bfewest|\bleast\b/i,
    'extremes',
  ],
  [
    /\bmost (?:often|frequent|common|mentioned|named)|\bfrequen|\bdistribution|\bbreakdown|\btopics?\b|\btags?\b|\bwhich names/i,
    'frequency',
  ],
];

/** The kinds a text asks for; all of them when it names none ("analyze the complaints"). */
export function askedAnalyses(text: string): readonly Analysis[] {
  const asked = ASKED.filter(([pattern]) => pattern.test(text)).map(([, analysis]) => analysis);
  return asked.length === 0 ? ANALYSES : asked;
}
