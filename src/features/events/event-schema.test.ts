import { describe, expect, it } from 'vitest';
import { addEventsSchema, eventsOf } from './event-schema.ts';

const issuesOf = (body: unknown) =>
  (addEventsSchema.safeParse(body).error?.issues ?? []).map(({ path }) => path.join('.'));

describe('addEventsSchema', () => {
  it('takes one event or a list of them', () => {
    const one = { type: 'copy', query_id: 'q_1', properties: { part: 'answer', place: 2, first: true, none: null } };
    expect(eventsOf(addEventsSchema.parse(one))).toEqual([one]);
    const list = [{ type: 'visit' }, { type: 'custom', name: 'opened' }];
    expect(eventsOf(addEventsSchema.parse({ events: list }))).toEqual(list);
  });

  it.each([
    [{}, ['type']],
    [{ type: 'swipe' }, ['type']],
    [{ type: 'custom' }, ['name']],
    [{ type: 'copy', name: 'x' }, ['name']],
    [{ events: [] }, ['events']],
    [{ events: [{ type: 'custom' }] }, ['events.0.name']],
    [{ type: 'copy', user_id: 'u', events: [{ type: 'copy' }] }, ['user_id', 'type']],
    [{ type: 'copy', properties: { deep: { a: 1 } } }, ['properties.deep']],
    [{ type: 'copy', properties: { long: 'x'.repeat(1_001) } }, ['properties.long']],
    [{ type: 'copy', properties: Object.fromEntries(Array.from({ length: 33 }, (_, i) => [i, i])) }, ['properties']],
    [{ type: 'copy', event_id: 'no spaces' }, ['event_id']],
  ])('refuses %j', (body, paths) => {
    expect(issuesOf(body).toSorted()).toEqual(paths.toSorted());
  });
});
