import { once } from 'node:events';
import { WebSocket } from 'ws';

/** How a socket ended, as its client saw it. */
export type Closed = { readonly code: number; readonly reason: string };

/** A client over a real socket: every message in order, kept until somebody asks for it. */
export type SocketClient = {
  readonly socket: WebSocket;
  readonly closed: Promise<Closed>;
  send(message: unknown): void;
  /** The next message nobody has taken; rejects when the socket closes before it comes. */
  next(): Promise<Record<string, unknown>>;
  /** Takes messages up to and with the first that fits. */
  until(fits: (message: Record<string, unknown>) => boolean): Promise<Record<string, unknown>[]>;
  close(): Promise<Closed>;
};

/** Opens a socket; rejects with the status when the server answers with one instead. */
export async function openSocket(url: string, headers: Record<string, string> = {}): Promise<SocketClient> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), { headers });
  const inbox: Record<string, unknown>[] = [];
  let wake = (): void => undefined;
  socket.on('message', (data) => {
    inbox.push(JSON.parse(String(data)));
    wake();
  });
  const closed = new Promise<Closed>((resolve) => {
    socket.on('close', (code, reason) => {
      resolve({ code, reason: String(reason) });
      wake();
    });
  });
  socket.on('error', () => undefined);
  await opened(socket);
  const next = async (): Promise<Record<string, unknown>> => {
    for (;;) {
      const message = inbox.shift();
      if (message !== undefined) return message;
      if (socket.readyState === WebSocket.CLOSED) {
        const { code, reason } = await closed;
        throw new Error(`the socket closed with ${code} ${reason} before the next message`);
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return {
    socket,
    closed,
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    next,
    async until(fits) {
      const taken: Record<string, unknown>[] = [];
      for (;;) {
        const message = await next();
        taken.push(message);
        if (fits(message)) return taken;
      }
    },
    close() {
      socket.close(1000);
      return closed;
    },
  };
}

async function opened(socket: WebSocket): Promise<void> {
  const refused = once(socket, 'unexpected-response').then(([, response]) => {
    throw new Error(`refused with ${response.statusCode}`);
  });
  await Promise.race([once(socket, 'open'), refused]);
}
