import type { BusGap } from '../../ports/event-bus.ts';
import type { Present, ResultEvent, RoomEvent } from './room-event.ts';

/** What a member is told. `seq` is where it stands after reading this; it never goes down but for a room that began again. */
export type RoomMessage =
  | { readonly kind: 'event'; readonly seq: number; readonly atMs: number; readonly event: RoomEvent }
  | { readonly kind: 'presence'; readonly seq: number; readonly atMs: number; readonly members: readonly Present[] }
  /** The first message of a connection: who the member is, and what it needs to come back. */
  | {
      readonly kind: 'welcome';
      readonly seq: number;
      readonly atMs: number;
      readonly members: readonly Present[];
      readonly memberId: string;
      readonly user: string;
      readonly resume: string;
    }
  /** Kept events between what the member saw and the next one are gone. */
  | {
      readonly kind: 'truncated';
      readonly seq: number;
      readonly afterSeq: number;
      readonly reason: BusGap;
      readonly resume: string;
    }
  /** The answer to `history`: the newest results, in order. */
  | { readonly kind: 'history'; readonly seq: number; readonly results: readonly PastResult[] };

/** A result in the past of a room, with its place in the order. */
export type PastResult = { readonly seq: number; readonly atMs: number; readonly event: ResultEvent };

/** Why a room lets a member go: its place was taken by the same member on a newer connection, or it reads too slowly to follow. */
export type PartingReason = 'replaced' | 'behind';

/** The way to one member. */
export interface RoomSink {
  /** False when the reader is behind; it is sent all the same. */
  send(message: RoomMessage): boolean;
  /** Resolves when the reader has caught up; rejects when it is gone. */
  drained(): Promise<void>;
  part(reason: PartingReason): void;
  /** Something of the member's own did not work; the others are not told. */
  fail(error: unknown): void;
}
