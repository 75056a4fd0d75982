import type { Entity, Lexicon } from '../../ports/lexicon.ts';
import type { Scope } from '../../ports/scope.ts';
import type { Suggestion } from './suggestion.ts';

/** Questions that fit names of any kind; the first are the likeliest. `folded` is `before` as prefixes are compared. */
const TEMPLATES = [
  { before: 'What is ', folded: 'what is ', after: '?', weight: 0.4 },
  { before: 'Tell me about ', folded: 'tell me about ', after: '', weight: 0.35 },
  { before: 'How is ', folded: 'how is ', after: ' used?', weight: 0.3 },
  { before: 'Why is ', folded: 'why is ', after: ' important?', weight: 0.25 },
  { before: 'What do the documents say about ', folded: 'what do the documents say about ', after: '?', weight: 0.2 },
] as const;
type Template = (typeof TEMPLATES)[number];

/** Longer names are lines of a table or a list that looked like one. */
const NAME_LENGTH_MAX = 80;

/**
 * Questions about the names of the scope's visible documents that go on as the prefix (`foldPrefix`) begins: with the question's
 * own words ("what i", "what is tho"), or with the name alone ("tho").
 */
export function templateSuggestions(
  lexicon: Lexicon,
  scope: Scope,
  { prefix, limit }: { readonly prefix: string; readonly limit: number },
): readonly Suggestion[] {
  const found: Suggestion[] = [];
  for (const template of TEMPLATES) {
    const name = namePart(prefix, template);
    if (name === null) continue;
    for (const entity of lexicon.entities(scope, { prefix: name, limit })) push(found, template, entity);
  }
  if (prefix !== '')
    for (const entity of lexicon.entities(scope, { prefix, limit }))
      for (const template of TEMPLATES) push(found, template, entity);
  return found.sort((a, b) => b.score - a.score).slice(0, limit);
}

/** What of the prefix begins the name; '' when the question's words are not all there yet, null when they are others. */
function namePart(prefix: string, { folded }: Template): string | null {
  if (folded.startsWith(prefix)) return '';
  return prefix.startsWith(folded) ? prefix.slice(folded.length) : null;
}

function push(found: Suggestion[], { before, after, weight }: Template, { text, documents }: Entity): void {
  if (text.length > NAME_LENGTH_MAX) return;
  const score = weight * (0.5 + (0.5 * documents) / (documents + 1));
  found.push({ text: `${before}${text}${after}`, source: 'entity', score });
}
