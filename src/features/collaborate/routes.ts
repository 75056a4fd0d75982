import type { Feature } from '../../http/kit/define-route.ts';
import { type RoomSocketOptions, roomSocket } from './room-socket.ts';

/** Rooms in which people ask together. */
export function collaborateFeature(options: RoomSocketOptions): Feature {
  return {
    name: 'collaborate',
    description: 'Rooms in which people ask together and see each other.',
    routes: [],
    sockets: [roomSocket(options)],
  };
}
