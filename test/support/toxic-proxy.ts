import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A line between a client and a server that a test can cut, hold and mend. */
export type ToxicProxy = {
  readonly port: number;
  /** Connections open now. */
  readonly open: number;
  /** Ends every connection and refuses new ones. */
  cut(): void;
  /** Lets nothing through in either direction, without ending anything: what a lost network looks like. */
  hold(): void;
  /** Ends every connection after what it has let through towards the server: the answer to what was sent is lost. */
  cutAfterRequest(): void;
  mend(): void;
  close(): Promise<void>;
};

type Line = { readonly client: Socket; readonly server: Socket };

/** Opens the proxy on a free port of this machine, in front of a port of this machine. */
export async function startToxicProxy(targetPort: number): Promise<ToxicProxy> {
  const lines = new Set<Line>();
  let mode: 'open' | 'cut' | 'held' | 'deaf' = 'open';
  const end = ({ client, server }: Line): void => {
    client.destroy();
    server.destroy();
  };
  const listener = createServer((client) => {
    if (mode === 'cut') {
      client.destroy();
      return;
    }
    const line = { client, server: connect(targetPort, '127.0.0.1') };
    lines.add(line);
    for (const socket of [line.client, line.server]) {
      // A line that breaks on one side is broken on both; the test sees it at its own end.
      socket.on('error', () => end(line));
      socket.on('close', () => {
        end(line);
        lines.delete(line);
      });
    }
    line.client.on('data', (data) => {
      if (mode !== 'held') line.server.write(data);
    });
    line.server.on('data', (data) => {
      if (mode === 'deaf') end(line);
      else if (mode === 'open') line.client.write(data);
    });
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return {
    port: address.port,
    get open() {
      return lines.size;
    },
    cut() {
      mode = 'cut';
      for (const line of lines) end(line);
    },
    hold() {
      mode = 'held';
    },
    cutAfterRequest() {
      mode = 'deaf';
    },
    mend() {
      mode = 'open';
    },
    async close() {
      for (const line of lines) end(line);
      listener.close();
      await once(listener, 'close');
    },
  };
}
