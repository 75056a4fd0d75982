import { describe, expect, it } from 'vitest';
import { isPresent, isRoomEvent } from './room-event-shape.ts';

const ANN = { memberId: 'm_1', user: 'Ann' };
const SOURCE = { rank: 1, documentId: 'd', chunk: 1, title: 't', uri: null, score: 0.5 };
const RESULT = {
  ...ANN,
  type: 'query_result',
  queryId: 'q_1',
  query: 'tea?',
  response: 'Green [1]',
  answered: true,
  confidence: 0.5,
  toolUsed: 'answer',
  patternUsed: 'fast',
  durationMs: 1,
  clientId: null,
  collection: 'default',
  quotedChunks: [1],
  origin: 'o',
  withheld: false,
  sources: [SOURCE],
};

describe('isRoomEvent', () => {
  it.each([
    { type: 'joined', ...ANN },
    { type: 'left', ...ANN, reason: 'closed' },
    { type: 'typing', ...ANN, typing: false, text: 'a' },
    { type: 'cursor', ...ANN, position: 1, x: null, y: 0.5, target: null },
    RESULT,
    { ...RESULT, ofANewerVersion: 1 },
  ])('takes an event of ours: $type', (event) => {
    expect(isRoomEvent(event)).toBe(true);
  });

  it('refuses a result without any one of its fields, or with another type in it', () => {
    for (const name of Object.keys(RESULT)) {
      const { [name]: _left, ...rest } = Object(RESULT);
      expect([name, isRoomEvent(rest)]).toEqual([name, false]);
      expect([name, isRoomEvent({ ...RESULT, [name]: { planted: true } })]).toEqual([name, false]);
    }
    for (const name of Object.keys(SOURCE))
      expect([name, isRoomEvent({ ...RESULT, sources: [{ ...SOURCE, [name]: [] }] })]).toEqual([name, false]);
  });
});

describe('isPresent', () => {
  it('takes a member with its author and its time alone', () => {
    expect(isPresent({ ...ANN, joinedAtMs: 1 })).toBe(true);
    for (const value of [null, [], ANN, { ...ANN, joinedAtMs: '1' }, { user: 'Ann', joinedAtMs: 1 }])
      expect(isPresent(value)).toBe(false);
  });
});
