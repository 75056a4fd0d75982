import { describe, expect, it } from 'vitest';
import { readEvents, type StreamEvent } from './read-events.ts';

/** A body that comes in pieces cut anywhere, also inside a character. */
function bodyOf(text: string, pieceBytes: number): { body: ReadableStream<Uint8Array>; wasCancelled: () => boolean } {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + pieceBytes));
      at += pieceBytes;
    },
    cancel() {
      cancelled = true;
    },
  });
  return { body, wasCancelled: () => cancelled };
}

async function read(text: string, pieceBytes = 1): Promise<readonly StreamEvent[]> {
  return Array.fromAsync(readEvents(bodyOf(text, pieceBytes).body));
}

describe('readEvents', () => {
  it.each([1, 2, 7, 1_000])('reads events from pieces of %i bytes', async (pieceBytes) => {
    const text = 'id: 7\nevent: progress\ndata: {"a":"ü𝄞"}\n\n: still here\n\ndata: [DONE]\n\n';
    expect(await read(text, pieceBytes)).toEqual([
      { event: 'progress', id: '7', data: { a: 'ü𝄞' } },
      { event: 'message', id: '', data: '[DONE]' },
    ]);
  });

  it('joins lines of data, takes other line ends, and drops an event that was cut off', async () => {
    expect(await read('data: one\r\ndata: two\r\n\r\ndata: lost', 1_000)).toEqual([
      { event: 'message', id: '', data: 'one\ntwo' },
    ]);
  });

  it('ends the request of a reader that leaves', async () => {
    const { body, wasCancelled } = bodyOf('data: 1\n\ndata: 2\n\n', 9);
    for await (const event of readEvents(body)) {
      expect(event.data).toBe(1);
      break;
    }
    expect(wasCancelled()).toBe(true);
  });
});
