import { questionKey } from '../retrieval/question-key.ts';

/** Longer questions are not asked twice; they are counted under their beginning. */
const TEXT_CHARACTERS_MAX = 200;
/** Between the collection and the name of an entity: in no collection's name. */
const SEPARATOR = '\n';

/** How a text is counted: `key` is the same for texts that are one. */
export type PopularText = { readonly key: string; readonly label: string };

/** A question; of a long one its beginning, with an ellipsis. */
export function popularQuery(text: string): PopularText {
  const isLong = text.length > TEXT_CHARACTERS_MAX;
  const label = isLong ? `${text.slice(0, TEXT_CHARACTERS_MAX).toWellFormed()}…` : text;
  return { key: questionKey(label), label };
}

/** An entity is counted with its collection: whether its documents are still visible is asked there. */
export function popularEntity(collection: string, name: string): PopularText {
  const label = name.slice(0, TEXT_CHARACTERS_MAX).toWellFormed();
  return { key: `${collection}${SEPARATOR}${label.toLowerCase()}`, label: `${collection}${SEPARATOR}${label}` };
}

/** What `popularEntity` put together. */
export function readEntity(label: string): { readonly collection: string; readonly name: string } {
  const at = label.indexOf(SEPARATOR);
  return { collection: label.slice(0, at), name: label.slice(at + 1) };
}
