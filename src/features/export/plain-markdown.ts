/** Characters that begin markup inside a line, the mathematics of some renderers among them. */
const MARKS = /[\\`*_{}[\]<>#|!~$&]/g;
/** What renderers make links of although nothing marks it as one. Escapes do not stop them; a span of code does. */
const ADDRESS = /(?:\b[a-z][a-z0-9+.-]{1,20}:\/\/|\bwww\.)[^\s`]{1,2000}|[^\s`@]{1,64}@[^\s`]{1,250}/gi;
/** What makes a line a heading's underline, a rule or an item of a list. */
const LINE_START = /^(?:[-+=]|\d{1,9}(?=[.)]))/;

/** Text of documents and of callers as Markdown that shows it as it is, line by line: no link, image, heading, list, code or HTML. */
export function plainText(text: string): string {
  return text
    .split('\n')
    .map((line) => plainLine(line.trim()))
    .join('\n');
}

/** The same on one line. */
export function plainLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  let plain = '';
  let copied = 0;
  for (const match of line.matchAll(ADDRESS)) {
    plain += `${escaped(line.slice(copied, match.index))}\`${match[0]}\``;
    copied = match.index + match[0].length;
  }
  return startingPlainly(plain + escaped(line.slice(copied)));
}

function escaped(text: string): string {
  return text.replace(MARKS, (mark) => `\\${mark}`);
}

/** A digit cannot be escaped, the mark behind it can. */
function startingPlainly(line: string): string {
  return line.replace(LINE_START, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`));
}
