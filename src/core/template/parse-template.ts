import { CodedError } from '../../shared/errors.ts';

/** Different placeholders of one text: more is a document, not a question. */
export const PLACEHOLDERS_MAX = 50;
/** Characters of a placeholder's name. Bounded, so that a brace without its partner is found out in constant time. */
export const PLACEHOLDER_NAME_MAX = 64;

const BRACE = /[{}]/g;
const PLACEHOLDER = new RegExp(`\\{([\\p{L}_][\\p{L}\\p{M}\\p{N}_-]{0,${PLACEHOLDER_NAME_MAX - 1}})\\}`, 'uy');

/** A piece of a text: as it stands, or a name to put a value in for. */
export type TemplatePart =
  | { readonly text: string; readonly name?: never }
  | { readonly name: string; readonly text?: never };

/** A text with `{placeholders}`, read; `placeholders` has each name once, in their order. */
export type Template = { readonly parts: readonly TemplatePart[]; readonly placeholders: readonly string[] };

/**
 * Reads a text: `{name}` is a placeholder, `{{` and `}}` are braces. Throws `REQUEST_INVALID` at `path` for a brace that is neither and for
 * more than 50 names. Linear time.
 */
export function parseTemplate(text: string, path: string): Template {
  const parts: TemplatePart[] = [];
  const names = new Set<string>();
  let literal = '';
  let position = 0;
  for (;;) {
    BRACE.lastIndex = position;
    const brace = BRACE.exec(text)?.index ?? text.length;
    literal += text.slice(position, brace);
    if (brace === text.length) break;
    const name = placeholderAt(text, brace);
    if (name === null) {
      if (text[brace + 1] !== text[brace]) throw loneBrace(text, brace, path);
      literal += text[brace];
      position = brace + 2;
      continue;
    }
    if (literal !== '') parts.push({ text: literal });
    literal = '';
    parts.push({ name });
    names.add(name);
    position = brace + name.length + 2;
  }
  if (literal !== '') parts.push({ text: literal });
  if (names.size > PLACEHOLDERS_MAX)
    throw refused(path, `at most ${PLACEHOLDERS_MAX} placeholders; this has ${names.size}`);
  return { parts, placeholders: [...names] };
}

function placeholderAt(text: string, brace: number): string | null {
  PLACEHOLDER.lastIndex = brace;
  return PLACEHOLDER.exec(text)?.[1] ?? null;
}

function loneBrace(text: string, brace: number, path: string): CodedError {
  const sign = text[brace] ?? '{';
  const remedy = `write ${sign}${sign} for a brace, or {name} (letters, digits, _ and -) for a placeholder`;
  return refused(path, `a single ${sign} at character ${brace + 1}: ${remedy}`);
}

function refused(path: string, message: string): CodedError {
  return new CodedError('REQUEST_INVALID', `The text is not valid. ${path}: ${message}.`, {
    issues: [{ path, message }],
  });
}
