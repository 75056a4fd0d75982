import { isRecord } from '../../shared/is-record.ts';
import type { BriefSource, Present, RoomEvent } from './room-event.ts';

type Fields = Readonly<Record<string, unknown>>;

/** True for a value with every field of one kind of event, each of its type. */
export function isRoomEvent(value: unknown): value is RoomEvent {
  if (!isRecord(value) || !isAuthor(value)) return false;
  switch (value['type']) {
    case 'joined':
      return true;
    case 'left':
      return value['reason'] === 'closed' || value['reason'] === 'expired';
    case 'typing':
      return typeof value['typing'] === 'boolean' && isTextOrNull(value['text']);
    case 'cursor':
      return ['position', 'x', 'y'].every((name) => isNumberOrNull(value[name])) && isTextOrNull(value['target']);
    case 'query_result':
      return isResult(value);
    default:
      return false;
  }
}

/** True for a member as its lease holds it. */
export function isPresent(value: unknown): value is Present {
  return isRecord(value) && isAuthor(value) && typeof value['joinedAtMs'] === 'number';
}

const RESULT_TEXTS = ['queryId', 'query', 'response', 'toolUsed', 'patternUsed', 'collection', 'origin'];
const RESULT_NUMBERS = ['confidence', 'durationMs'];
const RESULT_FLAGS = ['answered', 'withheld'];

function isResult(value: Fields): boolean {
  const { clientId, quotedChunks, sources } = value;
  return (
    RESULT_TEXTS.every((name) => typeof value[name] === 'string') &&
    RESULT_NUMBERS.every((name) => typeof value[name] === 'number') &&
    RESULT_FLAGS.every((name) => typeof value[name] === 'boolean') &&
    isTextOrNull(clientId) &&
    isListOf(quotedChunks, (chunk) => typeof chunk === 'number') &&
    isListOf(sources, isBriefSource)
  );
}

function isBriefSource(value: unknown): value is BriefSource {
  if (!isRecord(value)) return false;
  const { rank, documentId, chunk, title, uri, score } = value;
  const isPlace = typeof rank === 'number' && typeof chunk === 'number' && typeof score === 'number';
  return isPlace && typeof documentId === 'string' && typeof title === 'string' && isTextOrNull(uri);
}

function isAuthor({ memberId, user }: Fields): boolean {
  return typeof memberId === 'string' && typeof user === 'string';
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === 'string';
}

function isNumberOrNull(value: unknown): boolean {
  return value === null || typeof value === 'number';
}

function isListOf(value: unknown, fits: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(fits);
}
