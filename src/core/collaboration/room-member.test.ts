import { describe, expect, it } from 'vitest';
import { roomWorld, settle, testAnswer } from '../../../test/support/room-world.ts';
import { CodedError } from '../../shared/errors.ts';
import { CURSOR_MS, QUESTIONS_MAX, RENAME_MS, TYPING_MS } from './room-limits.ts';

describe('a member', () => {
  it('asks once, as its principal, and everybody gets the answer', async () => {
    const world = roomWorld();
    const [ann, bob] = [await world.comeIn('Ann'), await world.comeIn('Bob')];
    await ann.ask('why?', 'c7');
    await settle();
    expect(world.asked).toEqual([
      {
        request: expect.objectContaining({ text: 'why?', sessionId: 's', userId: 'Ann' }),
        principal: expect.objectContaining({ tenant: 'acme' }),
      },
    ]);
    for (const { told } of [ann, bob])
      expect(told.at(-1)).toMatchObject({
        event: {
          type: 'query_result',
          user: 'Ann',
          query: 'why?',
          response: 'answer to why?',
          confidence: 0.5,
          clientId: 'c7',
        },
      });
  });

  it('alone is told that its question failed', async () => {
    const error = new CodedError('QUERY_BACKEND_UNAVAILABLE', 'no');
    const world = roomWorld({ ask: () => Promise.reject(error) });
    const [ann, bob] = [await world.comeIn('Ann'), await world.comeIn('Bob')];
    const before = bob.told.length;
    await expect(ann.ask('x')).rejects.toBe(error);
    await settle();
    expect(bob.told).toHaveLength(before);
  });

  it('is told when its answer could not be told', async () => {
    const world = roomWorld();
    const ann = await world.comeIn('Ann');
    await world.bus.close();
    await expect(ann.ask('x')).rejects.toMatchObject({
      code: 'EVENTS_UNAVAILABLE',
      message: expect.stringContaining('q_x'),
    });
  });

  it('has a limit of questions at once, and is free again when they end', async () => {
    const waiting: (() => void)[] = [];
    const world = roomWorld({
      ask: ({ text }) => new Promise((resolve) => waiting.push(() => resolve(testAnswer(text)))),
    });
    const ann = await world.comeIn('Ann');
    const running = Array.from({ length: QUESTIONS_MAX }, (_, i) => ann.ask(`q${i}`));
    await expect(ann.ask('more')).rejects.toMatchObject({ code: 'ROOM_BUSY' });
    for (const answer of waiting) answer();
    await ann.member.settled();
    await Promise.all(running);
    const again = ann.ask('again');
    waiting.at(-1)?.();
    await expect(again).resolves.toBeUndefined();
  });

  it('is seen typing and moving, not more often than people can see', async () => {
    const world = roomWorld();
    const [ann, bob] = [await world.comeIn('Ann'), await world.comeIn('Bob')];
    for (let i = 0; i < 50; i++) {
      ann.member.typing({ typing: true, text: `${i}` });
      ann.member.cursor({ position: i, x: null, y: null, target: null });
    }
    await world.pass(CURSOR_MS);
    await world.pass(TYPING_MS);
    const seen = bob.told.flatMap((message) => (message.kind === 'event' ? [message.event] : []));
    const typed = seen.flatMap((event) => (event.type === 'typing' ? [event.text] : []));
    const moved = seen.flatMap((event) => (event.type === 'cursor' ? [event.position] : []));
    expect(typed.at(-1)).toBe('49');
    expect(moved.at(-1)).toBe(49);
    expect(typed.length + moved.length).toBeLessThanOrEqual(4);
    const numbers = bob.told.map(({ seq }) => seq);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  });

  it('does not find typing in the past', async () => {
    const world = roomWorld();
    const ann = await world.comeIn('Ann');
    ann.member.typing({ typing: true, text: null });
    await settle();
    await ann.ask('one');
    const bob = await world.comeIn('Bob', { afterSeq: 0 });
    expect(bob.lines().filter((line) => line.includes('typing'))).toEqual([]);
    expect(bob.lines().filter((line) => line.includes('truncated'))).toEqual([]);
  });

  it('gets the newest results it asks for, alone', async () => {
    const world = roomWorld();
    const [ann, bob] = [await world.comeIn('Ann'), await world.comeIn('Bob')];
    for (const text of ['a', 'b', 'c']) await ann.ask(text);
    await settle();
    const before = ann.told.length;
    const first = bob.member.history(2);
    await expect(bob.member.history(2)).rejects.toMatchObject({ code: 'ROOM_BUSY' });
    await first;
    expect(bob.lines().at(-1)).toBe('7 history b,c');
    expect(ann.told).toHaveLength(before);
  });

  it('takes another name, for everybody and from then on', async () => {
    const world = roomWorld();
    const [ann, bob] = [await world.comeIn('guest'), await world.comeIn('Bob')];
    await ann.member.call('Ann');
    await ann.member.call('Ann');
    await ann.ask('x');
    await settle();
    expect(bob.lines().slice(-2)).toEqual(['5 presence Ann,Bob', '6 query_result Ann']);
    await expect(ann.member.call('Anna')).rejects.toMatchObject({ code: 'ROOM_BUSY' });
    await world.pass(RENAME_MS);
    await ann.member.call('Anna');
    expect(ann.member.user).toBe('Anna');
    await expect(ann.member.call('<i>')).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
  });
});
