import { francAll } from 'franc-min';

/** Characters looked at. The first two hundred letters or so tell a language; each further one costs and changes nothing. */
const READ_LENGTH = 600;
/** Of those, what is compared: at 160 the comparison takes 50 to 100 microseconds. */
const SAMPLE_LENGTH = 160;
/** Fewer letters say too little: names and headings look like any language. */
const LETTERS_MIN = 40;
/**
 * The second-best language must fit this much worse. Prose in a known language in Latin letters leaves 0.1 or more; lorem
 * ipsum and languages that are not known (Danish looks like German) leave 0.08 or less.
 */
const LEAD_MIN = 0.09;
/** English keeps less of a lead in technical text, 0.045; made-up words leave 0.03. */
const ENGLISH_LEAD_MIN = 0.04;
/** In scripts other than Latin few languages are told apart, and those are close: Ukrainian leads Russian by 0.03. */
const CLOSE_LEAD_MIN = 0.02;
const CLOSE = new Set(['rus', 'ukr', 'bel', 'bul', 'kaz', 'arb', 'pes', 'urd', 'hin', 'mar', 'npi']);

/** ISO 639-3, as the library names languages, to ISO 639-1. Languages left out cost time and take texts from those that are in. */
const LANGUAGES: ReadonlyMap<string, string> = new Map([
  ['eng', 'en'],
  ['spa', 'es'],
  ['por', 'pt'],
  ['fra', 'fr'],
  ['deu', 'de'],
  ['ita', 'it'],
  ['nld', 'nl'],
  ['swe', 'sv'],
  ['pol', 'pl'],
  ['ces', 'cs'],
  ['ron', 'ro'],
  ['hun', 'hu'],
  ['hrv', 'hr'],
  ['tur', 'tr'],
  ['vie', 'vi'],
  ['ind', 'id'],
  ['swh', 'sw'],
  ['rus', 'ru'],
  ['ukr', 'uk'],
  ['bel', 'be'],
  ['bul', 'bg'],
  ['kaz', 'kk'],
  ['arb', 'ar'],
  ['pes', 'fa'],
  ['urd', 'ur'],
  ['hin', 'hi'],
  ['mar', 'mr'],
  ['npi', 'ne'],
  ['ben', 'bn'],
  ['cmn', 'zh'],
  ['jpn', 'ja'],
  ['kor', 'ko'],
  ['tel', 'te'],
  ['tam', 'ta'],
  ['guj', 'gu'],
  ['kan', 'kn'],
  ['mal', 'ml'],
  ['mya', 'my'],
  ['pan', 'pa'],
  ['amh', 'am'],
  ['tha', 'th'],
  ['sin', 'si'],
  ['ell', 'el'],
  ['heb', 'he'],
]);
const WORD = /[\p{L}\p{M}]+/gu;
const OPTIONS = { only: [...LANGUAGES.keys()] };

/** The language at the beginning of a text, as ISO 639-1; null when there are too few letters or two languages fit about as well. */
export function languageOf(text: string): string | null {
  const sample = sampleOf(text);
  if (sample.replaceAll(' ', '').length < LETTERS_MIN) return null;
  const [best, next] = francAll(sample, OPTIONS);
  if (best === undefined) return null;
  if (next !== undefined && best[1] - next[1] < leadMin(best[0])) return null;
  return LANGUAGES.get(best[0]) ?? null;
}

function leadMin(language: string): number {
  if (language === 'eng') return ENGLISH_LEAD_MIN;
  return CLOSE.has(language) ? CLOSE_LEAD_MIN : LEAD_MIN;
}

/** Words, each once: repetition would shrink the lead, and digits, marks and markup are the same in every language. */
function sampleOf(text: string): string {
  const words = text.slice(0, READ_LENGTH).match(WORD) ?? [];
  return [...new Set(words)].join(' ').slice(0, SAMPLE_LENGTH);
}
