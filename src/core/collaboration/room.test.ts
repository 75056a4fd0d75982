import { describe, expect, it } from 'vitest';
import { resumeOf, roomWorld, settle, testAnswer } from '../../../test/support/room-world.ts';
import type { BusWatcher } from '../../ports/event-bus.ts';
import { newId } from '../../shared/ids.ts';
import { encodeEvent } from './room-event.ts';
import { LEASE_MS, RENEW_MS } from './room-limits.ts';

describe('a room', () => {
  it('tells everybody the same in one order, and the newcomer who is there', async () => {
    const world = roomWorld();
    const ann = await world.comeIn('Ann');
    const bob = await world.comeIn('Bob');
    await ann.ask('one', 'c1');
    await bob.ask('two');
    await settle();
    expect(ann.lines()).toEqual([
      '0 welcome Ann',
      '1 joined Ann',
      '2 presence Ann',
      '3 joined Bob',
      '4 presence Ann,Bob',
      '5 query_result Ann',
      '6 query_result Bob',
    ]);
    expect(bob.lines()).toEqual(['2 welcome Ann,Bob', ...ann.lines().slice(3)]);
    expect(world.asked).toHaveLength(2);
    expect(ann.told.slice(3)).toEqual(bob.told.slice(1));
  });

  it('gives back what was missed, and says who comes back as who it was', async () => {
    const world = roomWorld();
    const [ann, bob] = [await world.comeIn('Ann'), await world.comeIn('Bob')];
    await bob.leave();
    await ann.ask('meanwhile');
    const back = await world.comeIn('Bob', { afterSeq: 4, resume: resumeOf(bob) });
    expect(back.member.memberId).toBe(bob.member.memberId);
    expect(back.lines()).toEqual([
      '4 welcome Ann,Bob',
      '5 left Bob',
      '7 query_result Ann',
      '8 joined Bob',
      '9 presence Ann,Bob',
    ]);
  });

  it('gives the whole past to who asks for it from 0, and says when it does not reach so far', async () => {
    const world = roomWorld();
    const ann = await world.comeIn('Ann');
    for (let i = 0; i < 300; i++) await ann.ask(`q${i}`);
    const all = await world.comeIn('Bob', { afterSeq: 0 });
    expect(all.lines().filter((line) => line.includes('query_result'))).toHaveLength(300);
    for (let i = 300; i < 600; i++) await ann.ask(`q${i}`);
    const late = await world.comeIn('Cid', { afterSeq: 10, resume: resumeOf(all) });
    expect(late.lines()[1]).toBe('10 truncated too_old after 10');
    expect(late.lines().filter((line) => line.includes('query_result'))).toHaveLength(499);
  });

  it.each([
    ['from the future', 9_999, null],
    ['of another life of the room', 1, 's_00000000000000000000000000.t_00000000000000000000000000'],
  ])('gives everything to a member with a number %s, and says so', async (_what, afterSeq, resume) => {
    const world = roomWorld();
    const ann = await world.comeIn('Ann');
    await ann.ask('one');
    const lines = (await world.comeIn('Bob', { afterSeq, resume })).lines();
    expect(lines[1]).toMatch(resume === null ? /^0 truncated ahead/ : /^0 truncated restarted/);
    expect(lines).toContain('3 query_result Ann');
  });

  it('moves a member to its newer connection without a word to the others', async () => {
    const world = roomWorld();
    const [ann, bob] = [await world.comeIn('Ann'), await world.comeIn('Bob')];
    const seen = bob.lines().length;
    const again = await world.comeIn('Ann', { resume: resumeOf(ann) });
    expect(ann.parted).toEqual(['replaced']);
    expect(bob.lines().slice(seen)).toEqual(['5 presence Bob,Ann']);
    await again.ask('still me');
    await settle();
    expect(bob.lines().at(-1)).toBe('6 query_result Ann');
  });

  it('moves a member to its newer connection on another process', async () => {
    const world = roomWorld();
    const elsewhere = world.openRooms();
    const ann = await world.comeIn('Ann');
    await world.comeIn('Ann', { resume: resumeOf(ann), rooms: elsewhere });
    await world.pass(RENEW_MS);
    expect(ann.parted).toEqual(['replaced']);
  });

  it('tells that a process died: its members leave when their leases end', async () => {
    const world = roomWorld();
    const dead = world.openRooms();
    const ann = await world.comeIn('Ann');
    await world.comeIn('Bob', { rooms: dead });
    const bobs = dead.stop();
    for (let waited = 0; waited <= LEASE_MS; waited += RENEW_MS) await world.pass(RENEW_MS);
    await bobs;
    expect(ann.lines().slice(-2)).toEqual(['5 left Bob', '6 presence Ann']);
    expect(ann.told.at(-2)).toMatchObject({ event: { reason: 'expired' } });
  });

  it('says a member is back whom the others were told had gone', async () => {
    const world = roomWorld();
    const ann = await world.comeIn('Ann');
    world.clock.advance(LEASE_MS + 1);
    const bob = await world.comeIn('Bob');
    await settle();
    expect(bob.lines().filter((line) => line.includes('Ann'))).toEqual(
      expect.arrayContaining([expect.stringContaining('joined Ann')]),
    );
    expect(ann.lines()).toEqual(expect.arrayContaining(['3 left Ann']));
    await world.pass(RENEW_MS);
    expect(ann.lines().filter((line) => line.endsWith('joined Ann'))).toHaveLength(2);
  });

  it('leaves no member behind that went while it was told the past', async () => {
    const world = roomWorld();
    const ann = await world.comeIn('Ann');
    await ann.ask('one');
    const gone = () => Promise.reject(new Error('the reader is gone'));
    await expect(world.comeIn('Bob', { afterSeq: 0, behind: gone })).rejects.toThrow('gone');
    await settle();
    expect(ann.lines().at(-1)).toMatch(/presence Ann$/);
    expect(ann.lines().at(-2)).toMatch(/left Bob$/);
  });

  it('withholds from its past what quoted a document that is gone', async () => {
    const source = {
      rank: 1,
      documentId: 'd',
      chunk: 7,
      title: 'T',
      uri: null,
      score: 1,
      text: 'x',
      start: 0,
      end: 1,
      headings: [],
    };
    const world = roomWorld({ ask: async ({ text }) => testAnswer(text, { sources: [source] }) });
    const ann = await world.comeIn('Ann');
    await ann.ask('one');
    const results = async () => {
      const late = await world.comeIn('Bob', { afterSeq: 0 });
      await late.member.history(5);
      return late.told.flatMap((message) => {
        if (message.kind === 'history') return message.results.map(({ event }) => event);
        return message.kind === 'event' && message.event.type === 'query_result' ? [message.event] : [];
      });
    };
    expect((await results()).map(({ response }) => response)).toEqual(['answer to one', 'answer to one']);
    world.hidden.add(7);
    for (const result of await results()) expect(result).toMatchObject({ withheld: true, sources: [] });
  });

  it.each([
    ['too_old', 7, '7 truncated too_old after 2', '8 joined Eva'],
    ['restarted', 0, '0 truncated restarted after 2', '1 joined Eva'],
  ] as const)('tells its members of a gap: %s', async (reason, seq, line, next) => {
    const watchers: BusWatcher[] = [];
    const world = roomWorld();
    const watch = world.bus.watch.bind(world.bus);
    world.bus.watch = (topic, after, watcher, signal) => {
      watchers.push(watcher);
      return watch(topic, after, watcher, signal);
    };
    const ann = await world.comeIn('Ann');
    const epoch = newId('t');
    watchers[0]?.gap(reason, { epoch, seq });
    const joined = encodeEvent({ type: 'joined', memberId: 'm', user: 'Eva' });
    watchers[0]?.event({ seq: seq + 1, keptBefore: seq, atMs: 0, kept: true, body: joined });
    expect(ann.lines().slice(-2)).toEqual([line, next]);
    expect(ann.told.at(-2)).toMatchObject({ resume: expect.stringContaining(epoch) });
  });

  it('passes over what only a newer version knows', async () => {
    const world = roomWorld();
    const ann = await world.comeIn('Ann');
    await world.bus.append('room/acme/s', { id: 'new', body: '{"type":"dance"}', kept: true });
    await ann.ask('x');
    const bob = await world.comeIn('Bob', { afterSeq: 0 });
    expect(ann.lines().slice(3, 4)).toEqual(['4 query_result Ann']);
    expect(bob.lines().slice(1, 3)).toEqual(['1 joined Ann', '4 query_result Ann']);
  });
});
