import { describe, expect, it } from 'vitest';
import { testAnswer } from '../../../test/support/room-world.ts';
import { EVENT_BYTES_MAX } from '../../ports/event-bus.ts';
import { decodeEvent, decodePresent, encodeEvent, encodePresent, fitResult, resultEvent } from './room-event.ts';

const ANN = { memberId: 'm_1', user: 'Ann' };
const source = (rank: number) => ({
  rank,
  documentId: `d${rank}`,
  chunk: rank,
  title: 'T',
  uri: null,
  score: 0.5,
  text: 'long text',
  start: 0,
  end: 9,
  headings: [],
});

describe('room events', () => {
  it('come back as they were', () => {
    const event = { type: 'typing', ...ANN, typing: true, text: 'ü\u0000😀' } as const;
    expect(decodeEvent(encodeEvent(event))).toEqual(event);
    expect(decodeEvent('{"type":"of a newer version"}')).toBeNull();
  });

  it.each([
    'no JSON',
    'null',
    '[]',
    '{"type":"joined"}',
    '{"type":"joined","memberId":1,"user":"Ann"}',
    '{"type":"left","memberId":"m","user":"u","reason":"bored"}',
    '{"type":"typing","memberId":"m","user":"u","typing":"yes","text":null}',
    '{"type":"cursor","memberId":"m","user":"u","position":"1","x":null,"y":null,"target":null}',
    '{"type":"query_result","memberId":"m","user":"u"}',
  ])('pass over what none of ours wrote: %s', (body) => {
    expect(decodeEvent(body)).toBeNull();
    expect(decodePresent([body])).toEqual([]);
  });

  it('tell a result with its first sources in brief', () => {
    const answer = testAnswer('q', { sources: Array.from({ length: 15 }, (_, i) => source(i + 1)) });
    const event = resultEvent(ANN, answer, { clientId: 'mine', origin: 'o' });
    expect(event).toMatchObject({
      type: 'query_result',
      ...ANN,
      query: 'q',
      response: 'answer to q',
      clientId: 'mine',
    });
    expect(event.sources).toHaveLength(10);
    expect(event.sources[0]).toEqual({ rank: 1, documentId: 'd1', chunk: 1, title: 'T', uri: null, score: 0.5 });
  });

  it('fit a result: whole, then without sources, then cut with a sign', () => {
    const whole = resultEvent(ANN, testAnswer('q', { sources: [source(1)] }), { clientId: null, origin: 'o' });
    expect(fitResult(whole, EVENT_BYTES_MAX)).toBe(encodeEvent(whole));
    const titled = { ...whole, sources: [{ ...source(1), title: 'x'.repeat(EVENT_BYTES_MAX) }] };
    expect(fitResult(titled, EVENT_BYTES_MAX)).toBe(encodeEvent({ ...whole, sources: [] }));
    const long = fitResult(
      { ...whole, query: '\u0001'.repeat(10_000), response: '\u0001'.repeat(50_000) },
      EVENT_BYTES_MAX,
    );
    expect(Buffer.byteLength(long)).toBeLessThanOrEqual(EVENT_BYTES_MAX);
    expect(decodeEvent(long)).toMatchObject({ response: expect.stringMatching(/…$/), queryId: 'q_q' });
  });

  it('list who is there in the order they came', () => {
    const present = (memberId: string, joinedAtMs: number) => encodePresent({ memberId, user: memberId, joinedAtMs });
    const listed = decodePresent([present('b', 2), present('c', 1), present('a', 2)]);
    expect(listed.map(({ memberId }) => memberId)).toEqual(['c', 'a', 'b']);
  });
});
