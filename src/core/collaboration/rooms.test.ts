import { describe, expect, it } from 'vitest';
import { ACME, resumeOf, roomWorld, settle } from '../../../test/support/room-world.ts';
import { MEMBERS_MAX, ROOMS_PER_TENANT_MAX } from './room-limits.ts';

const GLOBEX = { ...ACME, tenant: 'globex' };
describe('the rooms of a process', () => {
  it('tells who left, and closes when nobody is in it', async () => {
    const world = roomWorld();
    const [ann, bob] = [await world.comeIn('Ann'), await world.comeIn('Bob')];
    await bob.leave();
    expect(ann.lines().slice(-2)).toEqual(['5 left Bob', '6 presence Ann']);
    expect(world.rooms.size).toBe(1);
    await ann.leave();
    expect(world.rooms.size).toBe(0);
  });

  it('stays inside its tenant', async () => {
    const world = roomWorld();
    const ann = await world.comeIn('Ann');
    const eve = await world.comeIn('Eve', { principal: GLOBEX });
    await ann.ask('secret');
    await settle();
    expect(eve.lines()).toEqual(['0 welcome Eve', '1 joined Eve', '2 presence Eve']);
    const spy = await world.comeIn('Eve', { principal: GLOBEX, afterSeq: 0, resume: resumeOf(ann) });
    expect(spy.told.some((message) => message.kind === 'event' && message.event.user === 'Ann')).toBe(false);
  });

  it('has a limit of members', async () => {
    const world = roomWorld();
    for (let i = 0; i < MEMBERS_MAX; i++) await world.comeIn(`m${i}`);
    await expect(world.comeIn('late')).rejects.toMatchObject({ code: 'ROOM_FULL' });
    expect(world.rooms.size).toBe(1);
  });

  it('has a limit of rooms for each tenant', async () => {
    const world = roomWorld();
    for (let i = 0; i < ROOMS_PER_TENANT_MAX; i++) await world.comeIn('a', { sessionId: `s${i}` });
    await expect(world.comeIn('a', { sessionId: 'one-more' })).rejects.toMatchObject({ code: 'ROOMS_FULL' });
    await expect(world.comeIn('a', { principal: GLOBEX })).resolves.toBeDefined();
  });

  it('refuses names and tokens that are none before anybody is told', async () => {
    const world = roomWorld();
    await expect(world.comeIn('<script>')).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    await expect(world.comeIn('Ann', { resume: 'x' })).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    expect((await world.comeIn('Ann')).lines()).toHaveLength(3);
  });

  it('does not open while the bus is down, and opens when it is back', async () => {
    const down = roomWorld();
    await down.bus.close();
    await expect(down.comeIn('Ann')).rejects.toMatchObject({ code: 'EVENTS_UNAVAILABLE' });
    expect(down.rooms.size).toBe(0);
  });

  it('tells everybody that left when the process stops', async () => {
    const world = roomWorld();
    const other = world.openRooms();
    const [ann, bob] = [await world.comeIn('Ann'), await world.comeIn('Bob', { rooms: other })];
    const leaving = bob.leave();
    await other.stop();
    await leaving;
    expect(ann.lines().at(-2)).toMatch(/left Bob$/);
  });
});
