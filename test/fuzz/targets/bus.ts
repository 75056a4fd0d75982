import { eventsOf, gapOf, lossesOf, messageOf, textsOf } from '../../../src/adapters/redis/bus-replies.ts';
import { readResumeToken } from '../../../src/core/collaboration/resume-token.ts';
import { decodeEvent, decodePresent } from '../../../src/core/collaboration/room-event.ts';
import { isRecord } from '../../../src/shared/is-record.ts';
import { type FuzzTarget, must, textTarget } from '../fuzz-target.ts';

const RESULT =
  '{"type":"query_result","memberId":"m_1","user":"Ann","queryId":"q_1","query":"tea?","response":"Green [1]","answered":true,"confidence":0.5,"toolUsed":"answer","patternUsed":"fast","durationMs":1,"clientId":null,"collection":"default","quotedChunks":[1],"origin":"o","withheld":false,"sources":[{"rank":1,"documentId":"d","chunk":1,"title":"t","uri":null,"score":0.5}]}';
const PIECES =
  '{ } [ ] , : "type": "joined" "left" "query_result" "memberId": "user": "sources": "quotedChunks": "reason": "expired" null true 1 -1 1e400 "a" "__proto__":'.split(
    ' ',
  );

export const BUS_TARGETS: readonly FuzzTarget[] = [
  textTarget({
    name: 'message of the Redis bus',
    modules: ['src/adapters/redis/bus-replies.ts'],
    seeds: [
      '{"e":"epoch","s":1,"p":0,"t":5,"k":true,"i":"x","b":"body"}',
      '{"e":"epoch","s":1,"p":0,"t":5,"r":["a"]}',
      '1 0 5 body',
    ],
    pieces: ['"e":', '"s":', '"r":', '{}', '[', ']', '1e999', 'null', ' ', '0 0 0 '],
    read: (text) => {
      const message = messageOf(text);
      must(message === null || typeof message.event.body === 'string', 'a message without a body');
      must(gapOf(text) === null || text.length < 20, 'a gap that is none');
      lossesOf(text.split(' '));
      textsOf(text.split(',').map((part) => (part === 'null' ? null : part)));
      eventsOf(text.split('|'));
    },
  }),
  textTarget({
    name: 'event of a room',
    modules: ['src/core/collaboration/room-event.ts'],
    seeds: [
      RESULT,
      '{"type":"left","memberId":"m_1","user":"Ann","reason":"expired"}',
      '{"type":"typing","memberId":"m","user":"u","typing":true,"text":null}',
      '{"type":"cursor","memberId":"m","user":"u","position":1,"x":null,"y":0.5,"target":"t"}',
    ],
    pieces: PIECES,
    // Channels are open to whoever reaches the Redis: what is no event of ours is passed over, and never half read.
    read: (text) => {
      const event = decodeEvent(text);
      must(
        event === null || (isRecord(event) && typeof event.memberId === 'string' && typeof event.user === 'string'),
        'an event without its author',
      );
      must(
        event?.type !== 'query_result' ||
          (typeof event.response === 'string' && Array.isArray(event.sources) && Array.isArray(event.quotedChunks)),
        'half a result',
      );
    },
  }),
  textTarget({
    name: 'members of a room',
    // A room has a hundred members.
    bytesMax: 16 * 1024,
    modules: ['src/core/collaboration/room-event.ts'],
    seeds: ['{"memberId":"m_1","user":"Ann","joinedAtMs":1}\n{"memberId":"m_2","user":"Bo","joinedAtMs":2}'],
    pieces: [...PIECES, '\n', '"joinedAtMs":'],
    read: (text) => {
      for (const member of decodePresent(text.split('\n')))
        must(
          typeof member.memberId === 'string' && typeof member.user === 'string' && Number.isFinite(member.joinedAtMs),
          'half a member',
        );
    },
  }),
  textTarget({
    name: 'token to come back with',
    modules: ['src/core/collaboration/resume-token.ts'],
    seeds: [`s_${'a'.repeat(26)}.t_${'b'.repeat(26)}`],
    pieces: ['s_', 't_', '.', '\n', 'A'],
    bytesMax: 8 * 1024,
    read: (text) => readResumeToken(text),
  }),
];
