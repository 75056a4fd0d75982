import { describe, expect, it } from 'vitest';
import { testAnswer } from '../../../test/support/room-world.ts';
import { resultEvent } from '../../core/collaboration/room-event.ts';
import type { RoomMessage } from '../../core/collaboration/room-message.ts';
import { outgoingSchema } from './outgoing-schema.ts';
import { toWire } from './wire-message.ts';

const ANN = { memberId: 'm_1', user: 'Ann' };
const AT = Date.UTC(2026, 0, 1);
const result = resultEvent(ANN, testAnswer('q'), { clientId: 'c', origin: 'o' });
const place = { position: 1, x: null, y: 2.5, target: null };
const members = [{ ...ANN, joinedAtMs: AT }];
const MESSAGES: readonly RoomMessage[] = [
  { kind: 'event', seq: 1, atMs: AT, event: { type: 'joined', ...ANN } },
  { kind: 'event', seq: 2, atMs: AT, event: { type: 'left', ...ANN, reason: 'expired' } },
  { kind: 'event', seq: 3, atMs: AT, event: { type: 'typing', ...ANN, typing: true, text: null } },
  { kind: 'event', seq: 4, atMs: AT, event: { type: 'cursor', ...ANN, ...place } },
  { kind: 'event', seq: 5, atMs: AT, event: result },
  { kind: 'presence', seq: 6, atMs: AT, members },
  { kind: 'welcome', seq: 7, atMs: AT, members, ...ANN, resume: 'r' },
  { kind: 'truncated', seq: 8, afterSeq: 99, reason: 'ahead', resume: 'r' },
  { kind: 'history', seq: 9, results: [{ seq: 5, atMs: AT, event: result }] },
];

describe('messages on the wire', () => {
  it.each(MESSAGES)('$kind $seq keeps its schema, its number and a name', (message) => {
    const wire = outgoingSchema.parse(toWire(message, { memberId: 'm_2', user: 'Bob' }, AT));
    expect(wire).toMatchObject({ seq: message.seq });
    expect('user' in wire && wire.user).toBe(message.kind === 'event' || message.kind === 'welcome' ? 'Ann' : 'Bob');
  });

  it('never shows what is for processes alone', () => {
    const texts = MESSAGES.map((message) => JSON.stringify(toWire(message, ANN, AT)));
    for (const text of texts) expect(text).not.toMatch(/origin|quoted/);
  });
});
