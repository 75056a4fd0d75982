import { parentPort, type Transferable } from 'node:worker_threads';
import { defined } from '../../shared/assert.ts';
import { READY } from './thread-messages.ts';

/** A reply, and the buffers in it that move instead of being copied. */
export type ReplyToSend<Reply> = { readonly reply: Reply; readonly transfer: readonly Transferable[] };

/**
 * The thread's side: answers requests one at a time with `handle`, in the order they come. An error that `handle` lets
 * through ends the thread, and its pool sees it die.
 */
export function serveRequests<Request, Reply>(handle: (request: Request) => Promise<ReplyToSend<Reply>>): void {
  const port = defined(parentPort, 'requests are served in a worker thread');
  port.on('message', async (request: Request) => {
    const { reply, transfer } = await handle(request);
    port.postMessage({ reply }, [...transfer]);
  });
  port.postMessage(READY);
}
