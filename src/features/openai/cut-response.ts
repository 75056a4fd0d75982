import type { ChatBody } from './chat-schema.ts';

export type CutResponse = { readonly text: string; readonly finishReason: 'stop' | 'length'; readonly tokens: number };

/** Where a word ends: cuts never fall inside one. */
const WORDS = /\S+\s*/g;

/** The response up to the first stop sequence and the most tokens the caller takes. */
export function cutResponse(
  response: string,
  { stop, max_completion_tokens, max_tokens }: Pick<ChatBody, 'stop' | 'max_completion_tokens' | 'max_tokens'>,
  countTokens: (text: string) => number,
): CutResponse {
  const text = beforeStop(response, stop === null || stop === undefined ? [] : [stop].flat());
  const tokensMax = max_completion_tokens ?? max_tokens ?? Number.POSITIVE_INFINITY;
  const tokens = countTokens(text);
  if (tokens <= tokensMax) return { text, finishReason: 'stop', tokens };
  let kept = '';
  let count = 0;
  for (const [word] of text.matchAll(WORDS)) {
    const more = countTokens(word);
    if (count + more > tokensMax) break;
    kept += word;
    count += more;
  }
  return { text: kept.trimEnd(), finishReason: 'length', tokens: count };
}

function beforeStop(response: string, stops: readonly string[]): string {
  const places = stops.map((stop) => response.indexOf(stop)).filter((place) => place >= 0);
  return places.length === 0 ? response : response.slice(0, Math.min(...places));
}
