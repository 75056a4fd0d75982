/** A word of a text as names are compared: `key` in lower case without marks, `start` and `end` in UTF-16 code units. */
export type NameToken = { readonly key: string; readonly start: number; readonly end: number };

const UNSPACED = String.raw`[\p{L}&&[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]]`;
/** A sign of addition or number straight after a word belongs to it: C++, C#. */
const TOKEN = new RegExp(
  String.raw`${UNSPACED}\p{M}*|[[\p{L}\p{N}]--${UNSPACED}][[\p{L}\p{N}\p{M}]--${UNSPACED}]*[+#]*`,
  'gv',
);
const ASCII = /^[\0-\x7f]*$/;
/** The common name: its lower-case form is its key. */
const PLAIN = /^[A-Za-z0-9]+(?: [A-Za-z0-9]+)*$/;
/** Marks of these scripts are accents; in others they are vowels, without which two names would be one. */
const ACCENTED = /([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{M}+/gu;

/**
 * The words of a text, for comparing names: runs of letters and digits. Scripts that put no spaces between words give one
 * token a character, so that a name is found inside a run of them.
 */
export function nameTokens(text: string): NameToken[] {
  if (ASCII.test(text)) return asciiTokens(text.toLowerCase());
  const tokens: NameToken[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const [word] = match;
    tokens.push({ key: fold(word), start: match.index, end: match.index + word.length });
  }
  return tokens;
}

/** What makes two spellings one name: the keys of its words with one space between them; '' when it has none. */
export function nameKey(name: string): string {
  if (PLAIN.test(name)) return name.toLowerCase();
  return nameTokens(name)
    .map(({ key }) => key)
    .join(' ');
}

/** Tokens of lower-case ASCII, one pass. */
function asciiTokens(text: string): NameToken[] {
  const tokens: NameToken[] = [];
  for (let start = 0; start < text.length; ) {
    if (!isWordCode(text.charCodeAt(start))) {
      start++;
      continue;
    }
    let end = start + 1;
    while (isWordCode(text.charCodeAt(end))) end++;
    for (let sign = text[end]; sign === '+' || sign === '#'; sign = text[end]) end++;
    tokens.push({ key: text.slice(start, end), start, end });
    start = end;
  }
  return tokens;
}

function isWordCode(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39);
}

function fold(word: string): string {
  if (ASCII.test(word)) return word.toLowerCase();
  return word.normalize('NFD').replace(ACCENTED, '$1').normalize('NFC').toLowerCase();
}
