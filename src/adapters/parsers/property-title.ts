import { cleanText } from '../../shared/text.ts';

/** Titles longer than this are something else that landed in the property. */
const TITLE_LENGTH_MAX = 300;
/** What programs write when nobody gave a title. */
const NO_TITLE =
  /^(?:untitled.{0,20}|(?:document|dokument|documento|slide|folie)\s*\d*|.{1,200}\.(?:docx?|pdf|tex|dvi|indd|qxd))$/i;

/** The title from a file's properties as a person would write it, or null when a program made it up. */
export function propertyTitle(raw: unknown): string | null {
  if (typeof raw !== 'string' || raw.length > TITLE_LENGTH_MAX) return null;
  const title = cleanText(raw)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^Microsoft (?:Office )?(?:Word|PowerPoint|Excel) - /, '');
  return title === '' || NO_TITLE.test(title) ? null : title;
}
