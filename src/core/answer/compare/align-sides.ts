import type { SentenceCandidate } from '../sentence-candidates.ts';

/** A sentence about one side: how well it speaks of it, and its stems without those of the side's name. */
export type SideSentence = {
  readonly candidate: SentenceCandidate;
  readonly weight: number;
  readonly stems: ReadonlySet<string>;
};

/** One sentence a side (null where it has none left), and the words they share, '' when none. */
export type ComparedLine = { readonly shared: string; readonly picks: readonly (SideSentence | null)[] };

/** How sides are set beside each other. */
export type AlignOptions = {
  /** Stems of the aspect that was asked for. */
  readonly aspect: readonly string[];
  /** "older", "taller": what the sentences should hold to tell. */
  readonly comparative: string;
  /** Lines at most. */
  readonly rounds: number;
  readonly idf: (stem: string) => number;
};

/** What a shared stem and a stem of the aspect add, in units of the idf's share; a fact of the kind asked for counts as one stem. */
const SHARED_GAIN = 0.15;
const ASPECT_GAIN = 0.5;
const KIND_GAIN = 0.8;
/** Shared words that are named in front of a line. */
const NAMED_MAX = 2;
/** Rarer words of the corpus count no more than this. */
const IDF_MAX = 6;

const ABOUT_TIME = /\b(?:old|young|new|earl|late|soon|recent|age|time|date|year|long)/i;
const ABOUT_NUMBER =
  /\b(?:tall|high|low|large|small|big|fast|slow|heav|light|cheap|expensive|long|short|wide|deep|size|number|cost|price|speed|latency|more|less|fewer)/i;

/**
 * Lines of sentences, one a side, best first: the first side leads in the order of its own sentences, each other side gives
 * the one that shares most with it. A sentence stands in one line only.
 */
export function alignSides(
  sides: readonly (readonly SideSentence[])[],
  options: AlignOptions,
): readonly ComparedLine[] {
  const used = new Set<string>();
  const lines: ComparedLine[] = [];
  const gain = gainOf(options);
  for (let round = 0; round < options.rounds; round++) {
    const line = bestLine(
      sides.map((list) => list.filter((sentence) => !used.has(sentence.candidate.text))),
      gain,
    );
    if (line === null) break;
    for (const pick of line) if (pick !== null) used.add(pick.candidate.text);
    lines.push({ shared: sharedWords(line, options), picks: line });
  }
  return lines;
}

type Gain = (sentence: SideSentence, beside: SideSentence | null) => number;

/** A sentence that two things share in their documents is shown for one of them only. */
function bestLine(sides: readonly (readonly SideSentence[])[], gain: Gain): readonly (SideSentence | null)[] | null {
  const [leading = []] = sides;
  let best: { readonly line: readonly (SideSentence | null)[]; readonly score: number } | null = null;
  for (const lead of leading) {
    const line: (SideSentence | null)[] = [lead];
    for (const list of sides.slice(1)) line.push(bestOf(list, line, gain));
    const others = line.slice(1);
    const score = gain(lead, null) + others.reduce((sum, other) => sum + (other === null ? 0 : gain(other, lead)), 0);
    if (best === null || score > best.score) best = { line, score };
  }
  return best?.line ?? null;
}

function bestOf(
  list: readonly SideSentence[],
  line: readonly (SideSentence | null)[],
  gain: Gain,
): SideSentence | null {
  const [lead = null] = line;
  let best: SideSentence | null = null;
  for (const sentence of list) {
    if (line.some((pick) => pick?.candidate.text === sentence.candidate.text)) continue;
    if (best === null || gain(sentence, lead) > gain(best, lead)) best = sentence;
  }
  return best;
}

function gainOf({ aspect, comparative, idf }: AlignOptions): Gain {
  const wantsTime = ABOUT_TIME.test(comparative);
  const wantsNumber = ABOUT_NUMBER.test(comparative);
  return (sentence, beside) => {
    const { stems, candidate, weight } = sentence;
    const { times, numbers } = candidate.read.facts;
    const told = (wantsTime && times.length > 0) || (wantsNumber && numbers.length > 0) ? KIND_GAIN : 0;
    const asked = aspect.some((stem) => stems.has(stem)) ? ASPECT_GAIN : 0;
    let shared = 0;
    if (beside !== null) for (const stem of stems) if (beside.stems.has(stem)) shared += Math.min(idf(stem), IDF_MAX);
    return weight + told + asked + SHARED_GAIN * shared;
  };
}

/** The rarest words that every sentence of the line has, as the first one writes them. */
function sharedWords(line: readonly (SideSentence | null)[], { idf }: AlignOptions): string {
  const [lead, ...others] = line.filter((pick) => pick !== null);
  if (lead === undefined || others.length === 0) return '';
  return lead.candidate.read.words
    .filter(({ stem }) => lead.stems.has(stem) && others.every(({ stems }) => stems.has(stem)))
    .toSorted((a, b) => idf(b.stem) - idf(a.stem))
    .slice(0, NAMED_MAX)
    .map(({ word }) => word)
    .join(' and ');
}
