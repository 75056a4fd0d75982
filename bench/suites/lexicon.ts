import { createBm25Index } from '../../src/adapters/bm25/bm25-index.ts';
import { createCatalogue } from '../../src/adapters/memory/catalogue.ts';
import { createMemoryLexicon } from '../../src/adapters/memory/lexicon.ts';
import type { DocumentLexicon, Lexicon } from '../../src/ports/lexicon.ts';
import type { Scope } from '../../src/ports/scope.ts';
import { factsOf } from '../../test/support/facts.ts';
import { seededRandom } from '../../test/support/seeded-random.ts';
import type { BenchOptions, BenchRow, BenchSuite } from '../suite.ts';
import { latencyRow, timesOf } from '../timing.ts';

const SCOPE: Scope = { tenant: 'bench', collection: 'default' };
/** As found in encyclopaedia articles of one passage: seven names, two in three of them also in other documents. */
const NAMES_PER_DOCUMENT = 7;
const SYLLABLES = 'ka lo mi ren ta bor sal vin do pe gra ul ist en mar chi fe zu'.split(' ');
/** In a hundred letters of English. */
const LETTERS = 'eeeeeeeeeeeetttttttttaaaaaaaaoooooooiiiiiiinnnnnnnsssssshhhhhhrrrrrrddddllllcccuuummmwwffggyyppbvk';
const TERMS = 300_000;
const TERMS_PER_CHUNK = 1_000;
const CALLS = { count: 2_000, warm: 200 };
const LOOKS = { count: 200, warm: 20 };

/** Names of 100,000 documents: putting them in, prefixes, names in a text; and near terms among 300,000. */
export const suite: BenchSuite = { name: 'lexicon', run };

async function run({ quick, signal }: BenchOptions): Promise<BenchRow[]> {
  const documents = quick ? 20_000 : 100_000;
  const lexicon = createMemoryLexicon();
  const rows = [...fill(lexicon, documents)];
  const calls = { ...CALLS, signal };
  for (const prefix of ['', 'k', 'kalo', 'document ']) {
    const times = await timesOf(() => lexicon.entities(SCOPE, { prefix, limit: 10 }), calls);
    rows.push(latencyRow(`10 names under "${prefix}"`, times));
  }
  const question = `what did ${wordOf(40)} ${wordOf(7)} build for ${wordOf(12)} in ${wordOf(90)}`;
  rows.push(latencyRow('names in a question', await timesOf(() => lexicon.named(SCOPE, question, 10), calls)));
  return [...rows, ...(await nearTerms(signal))];
}

function* fill(lexicon: Lexicon, documents: number): Generator<BenchRow> {
  const random = seededRandom(5);
  const cpuBefore = process.cpuUsage();
  for (let i = 0; i < documents; i++) lexicon.put(SCOPE, `document-${i}`, lexiconOf(i, random), true);
  const { user, system } = process.cpuUsage(cpuBefore);
  const name = `names of ${documents} documents`;
  yield { name: `${name}: put in`, unit: 'µs/document', value: (user + system) / documents, note: 'CPU time' };
  yield { name: `${name}: memory`, unit: 'bytes/document', value: lexicon.bytes() / documents };
}

function lexiconOf(document: number, random: () => number): DocumentLexicon {
  const rank = (count: number): number => Math.floor(count ** random());
  const names = Array.from({ length: NAMES_PER_DOCUMENT - 1 }, () => {
    const word = wordOf(rank(60_000));
    return random() < 0.5 ? word : `${word} ${wordOf(rank(8_000))}`;
  });
  const entities = [`Document ${document}`, ...names].map((text) => ({ text, count: 1 }));
  return { entities, abbreviations: [] };
}

async function nearTerms(signal?: AbortSignal): Promise<BenchRow[]> {
  const catalogue = createCatalogue();
  const index = createBm25Index({ catalogue });
  const body = Uint16Array.from({ length: TERMS_PER_CHUNK }, (_, i) => i);
  const title = new Uint16Array(0);
  const random = seededRandom(6);
  for (let chunk = 1; chunk <= TERMS / TERMS_PER_CHUNK; chunk++) {
    const terms = Array.from(body, () => termOf(random));
    catalogue.open(SCOPE).stage(factsOf(`d${chunk}`), [chunk]);
    await index.add(SCOPE, [{ chunk, terms, title, body }]);
    catalogue.open(SCOPE).publish(`d${chunk}`);
  }
  const rows: BenchRow[] = [];
  for (const [length, maxDistance] of [
    [7, 1],
    [10, 2],
  ] as const) {
    const look = () => index.nearTerms(SCOPE, termOf(random, length), { maxDistance, limit: 6 });
    const times = await timesOf(look, { ...LOOKS, signal });
    rows.push(latencyRow(`terms within ${maxDistance} of one, among ${TERMS}`, times));
  }
  return rows;
}

/** A term of 4 to 12 letters, or so many, as often as English has them: what near terms are sifted by. */
function termOf(random: () => number, length = 4 + Math.floor(random() * 9)): string {
  return Array.from({ length }, () => LETTERS.charAt(Math.floor(random() * LETTERS.length))).join('');
}

/** A pronounceable name for a rank. */
function wordOf(rank: number): string {
  let rest = rank + SYLLABLES.length;
  let word = '';
  while (rest > 0) {
    word += SYLLABLES[rest % SYLLABLES.length] ?? '';
    rest = Math.floor(rest / SYLLABLES.length);
  }
  return word.charAt(0).toUpperCase() + word.slice(1);
}
