import { CodedError } from '../../shared/errors.ts';
import { cleanText, countCodePoints, hasVisibleText } from '../../shared/text.ts';
import { NAME_LENGTH_MAX } from './room-limits.ts';

/**
 * A member's name as the others see it: one line, NFC, without control, zero-width and direction characters. Throws `REQUEST_INVALID` for
 * one that is empty then, too long, or holds `<` or `>`: names go into other people's pages, and no name needs markup.
 */
export function memberName(given: string): string {
  const name = cleanText(given).replace(/\s+/g, ' ').trim();
  const problem = problemOf(name);
  if (problem === null) return name;
  throw new CodedError('REQUEST_INVALID', `user: ${problem}`, { issues: [{ path: 'user', message: problem }] });
}

function problemOf(name: string): string | null {
  if (!hasVisibleText(name)) return 'a name has at least one visible character';
  if (countCodePoints(name) > NAME_LENGTH_MAX) return `a name has at most ${NAME_LENGTH_MAX} characters`;
  if (/[<>]/.test(name)) return 'a name has no < or >';
  return null;
}
