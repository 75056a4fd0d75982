import { analyse } from 'scslre';

/**
 * Why matching can take more than linear time, or null. Looked for are a repetition inside itself (exponential), two that can trade
 * characters (quadratic and worse), and one that is tried again at each of its own characters (quadratic), by the automata of the
 * expression; the input may be any text.
 */
export function regexpProblem(pattern: string, flags: string): string | null {
  const { reports } = analyse({ source: pattern, flags }, { assumeRejectingSuffix: false });
  if (reports.length === 0) return null;
  return reports
    .map(
      ({ type, exponential, character }) =>
        `${exponential ? 'exponential' : 'polynomial'} (${type}) on ${character.literal.source}`,
    )
    .join('; ');
}
