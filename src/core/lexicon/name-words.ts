import { isSentenceStarter } from '../ingest/abbreviations.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Capitalised for other reasons than being a name, in lower case: pronouns, times, forms of address, parts of documents. */
const NOT_NAMES = words(`i i'm i've i'll i'd ok okay yes no none am pm ad bc mr mrs ms miss dr prof sir st vs etc ie eg
  january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept
  oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
  figure figures fig table tables section sections chapter chapters appendix equation eq page pages part step steps note notes
  example examples volume vol item list lists document documents case cases type class day days week year years version number no see use click tip warning
  important todo faq ps nb jr inc ltd al ii iii iv vi vii viii ix xi xii a b c d e f g h j k l m n o p r s t u v w x y z`);

/** Open a sentence and are no part of a name there. */
const OPENERS =
  words(`according additionally almost along already always among another any anyone anything are around as ask
  aside away be because being below besides beyond by can come could did do does done down each early either else even ever every
  everyone everything except few following former get given go had half have having he hence her here herself him his how
  i if indeed instead into is it its itself just keep last late later latter least less let like likely look made
  make many may maybe me meanwhile might more moreover most mostly much must my near nearly neither never nevertheless next nobody
  nonetheless nor not nothing now nowadays of off often on once one only onto or originally other otherwise our out over own
  part perhaps please previously probably put quite rather read recent recently said same say second see seems several shall she
  should similar similarly so some someone something sometimes somewhat soon still such suppose take than thanks that the their them
  then there thereafter thereby therefore these they third this those though through throughout thus to today together
  tomorrow too toward towards try two typically under unless unlike unlikely until up upon us use used using usually various very
  via was we well were what whatever when whenever where whereas wherever whether which whichever while who whoever whole whom whose
  why will with within without would yesterday yet you your yours`);

const ARTICLES = words('the a an');

/** Join two parts of a name and belong to neither. */
const CONNECTORS: ReadonlySet<string> = new Set(
  'of,of the,de,de la,du,des,del,della,di,da,do,dos,la,le,van,van der,van den,von,von der,der,den,zu,y,bin,ibn,al,el,&'.split(
    ',',
  ),
);

/** Headings that every document has. */
const GENERIC_HEADINGS =
  words(`abstract introduction overview background summary conclusion conclusions discussion results
  methods method materials references bibliography acknowledgements acknowledgments contents index appendix notes note
  example examples usage installation license faq changelog history see-also further-reading external-links table-of-contents
  getting-started related-work future-work todo misc general other others more details description options parameters`);

/** True for a word (in lower case) that alone is no name. */
export function isNoName(word: string): boolean {
  return NOT_NAMES.has(word) || isOpener(word);
}

/** True for a word (in lower case) that stands before a name at the head of a sentence, not in it. */
export function isOpener(word: string): boolean {
  return OPENERS.has(word) || isSentenceStarter(word);
}

/** True for an article (in lower case): no name begins with it in running text. */
export function isArticle(word: string): boolean {
  return ARTICLES.has(word);
}

/** True for what may stand between two parts of a name, as written. */
export function isConnector(between: string): boolean {
  return CONNECTORS.has(between);
}

/** True for headings that name no subject. */
export function isGenericHeading(heading: string): boolean {
  return GENERIC_HEADINGS.has(heading.toLowerCase().replace(/\s+/g, '-'));
}
