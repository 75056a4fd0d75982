import { timeField } from '../../http/kit/fields.ts';

/** `since` and `until`, to spread into a strict query schema. */
export const spanFields = {
  since: timeField().optional().describe('From this time on.'),
  until: timeField().optional().describe('Before this time.'),
};

type Given = { readonly since?: string | undefined; readonly until?: string | undefined };

/** The times that were given, in wall-clock milliseconds. */
export function toSpan({ since, until }: Given): { readonly sinceMs?: number; readonly untilMs?: number } {
  return {
    ...(since === undefined ? {} : { sinceMs: Date.parse(since) }),
    ...(until === undefined ? {} : { untilMs: Date.parse(until) }),
  };
}
