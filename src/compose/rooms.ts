import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Rooms } from '../core/collaboration/rooms.ts';
import type { QueryService } from '../core/query/query-service.ts';
import type { QueryPorts } from '../core/query/stage.ts';
import type { EventBus } from '../ports/event-bus.ts';

/** What rooms are made of. */
export type RoomsOptions = {
  readonly bus: EventBus;
  readonly queries: QueryService;
  readonly ports: QueryPorts;
  /** Id of this process's records (`readDataId`). */
  readonly origin: string;
};

const DATA_ID_FILE = 'data-id';

/** The rooms over the event bus, started. */
export function createRooms({ bus, queries, ports, origin }: RoomsOptions): Rooms {
  const { clock, scheduler, random, catalogue } = ports;
  const rooms = new Rooms({
    ...{ bus, clock, scheduler, random },
    ask: (request, principal, signal) => queries.run(request, principal, signal),
    truth: {
      origin,
      isVisible(scope, chunk) {
        const partition = catalogue.find(scope);
        const ordinal = partition?.ordinalOf(chunk);
        return ordinal !== undefined && partition?.select(null).has(ordinal) === true;
      },
    },
  });
  rooms.start();
  return rooms;
}

/** An id that a data folder keeps for good, made at its first use: which documents a result of some process quotes. */
export async function readDataId(dataDir: string): Promise<string> {
  const path = join(dataDir, DATA_ID_FILE);
  try {
    await writeFile(path, randomUUID(), { flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return readFile(path, 'utf8');
}
