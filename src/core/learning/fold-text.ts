/** Characters of a text that is read for matching: longer ones are pasted passages, not questions anyone types again. */
const FOLDED_CHARACTERS_MAX = 400;
const PLAIN = /^[ -~]*$/;
const MARKS = /(\p{Script=Latin}|\p{Script=Greek}|\p{Script=Cyrillic})\p{M}+/gu;

/**
 * Words in lower case without marks, one space between them and no punctuation: what "begins with" and "holds" compare, so
 * that "whats the e-mail" and "What's THE E-Mail" differ in nothing but their words.
 */
export function foldText(text: string): string {
  return spaced(text).trim();
}

/** Like `foldText`, but a separator at the end stays one space: after it the next word begins. */
export function foldPrefix(prefix: string): string {
  return spaced(prefix).trimStart();
}

function spaced(text: string): string {
  const head = text.slice(0, FOLDED_CHARACTERS_MAX);
  if (PLAIN.test(head))
    return head
      .toLowerCase()
      .replace(/'/g, '')
      .replace(/[^a-z0-9]+/g, ' ');
  const plain = head.normalize('NFKD').replace(MARKS, '$1').normalize('NFC').toLowerCase();
  return plain.replace(/['’]/g, '').replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ');
}
