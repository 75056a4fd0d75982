import { describe, expect, it } from 'vitest';
import { entryOf, eventsOf, gapOf, lossesOf, messageOf, textsOf } from './bus-replies.ts';

const event = { seq: 7, keptBefore: 5, atMs: 1_764_950_000_123, kept: true, body: ' 1 2 3 {"a": "ü\n"}' };

describe('what Redis says', () => {
  it('is read back as it was written', () => {
    expect(eventsOf(['id', entryOf(event)])).toEqual([{ id: 'id', event }]);
    expect(eventsOf([])).toEqual([]);
    expect(lossesOf(['a', 'taken', 'b', 'gone'])).toEqual([
      { key: 'a', reason: 'taken' },
      { key: 'b', reason: 'gone' },
    ]);
    expect(['', 'too_old', 'ahead', 'restarted', 'x'].map(gapOf)).toEqual([
      null,
      'too_old',
      'ahead',
      'restarted',
      null,
    ]);
  });

  it('is refused with a code when it is of another make', () => {
    for (const reply of [null, 'x', [1], [['x']]])
      expect(() => textsOf(reply)).toThrow(expect.objectContaining({ code: 'EVENTS_UNAVAILABLE' }));
    expect(() => eventsOf(['id', 'no entry'])).toThrow(expect.objectContaining({ code: 'EVENTS_UNAVAILABLE' }));
  });

  it('may be a message, or anything that somebody else has published', () => {
    const message = { e: 't', s: 7, p: 5, t: 9, k: true, i: 'id', b: 'body' };
    expect(messageOf(JSON.stringify(message))).toEqual({
      epoch: 't',
      id: 'id',
      event: { seq: 7, keptBefore: 5, atMs: 9, kept: true, body: 'body' },
      values: null,
    });
    expect(messageOf(JSON.stringify({ ...message, r: ['a'] }))?.values).toEqual(['a']);
    expect(messageOf(JSON.stringify({ ...message, r: {} }))?.values).toEqual([]);
    for (const text of ['', 'null', '[]', '{}', '{"e":1}', '{"e":"t","s":"7"}']) expect(messageOf(text)).toBeNull();
  });
});
