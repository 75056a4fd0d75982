/**
 * Characters that a terminal or a viewer of logs obeys instead of showing, where JSON does not escape them: delete and the second set of
 * control characters, line and paragraph separators, marks of direction, byte order marks, tags.
 */
const HAS_UNSEEN = /[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/u;
const UNSEEN = new RegExp(HAS_UNSEEN, 'gu');
/** What of these, and of the first set of control characters, a text for a terminal must not hold. */
const CONTROL = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;
const CONTROL_BUT_LINE = /(?!\n)[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

/** A finished line of JSON in which every character can be seen: what could hide, turn or end a line is escaped, as JSON allows. */
export function visibleLine(line: string): string {
  return HAS_UNSEEN.test(line) ? line.replace(UNSEEN, escaped) : line;
}

/**
 * The same for a printer at a terminal, which shows texts and not JSON: control characters in any text are shown as escapes, so that no
 * text moves the cursor, colours or begins a line of its own. Only stacks keep their lines.
 */
export function lineForTerminal(line: string): string {
  const event: unknown = JSON.parse(line, (name: string, value: unknown) => {
    if (typeof value !== 'string') return value;
    return value.replace(name === 'stack' ? CONTROL_BUT_LINE : CONTROL, escaped);
  });
  return `${JSON.stringify(event)}\n`;
}

/** `\u2028`; beyond the first plane as the two code units that JSON writes. */
function escaped(character: string): string {
  let text = '';
  for (let i = 0; i < character.length; i++) text += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
  return text;
}
