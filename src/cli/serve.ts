import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { buildApp } from '../app.ts';
import { compose, type Services } from '../compose/compose.ts';

import { readSettings } from '../config/env.ts';
import type { Settings } from '../config/schema.ts';
import { secretValues } from '../config/secret-values.ts';
import { CodedError, isCodedError } from '../shared/errors.ts';

/** A second signal, or this long after the grace has passed, ends the process as it is: everything acknowledged is on disk. */
const FORCED_EXIT_MS = 5_000;

/** Starts the server and leads it out on SIGTERM or SIGINT. Resolves with the exit code. */
export async function serve(): Promise<number> {
  try {
    const settings = readSettings();
    const services = await compose(settings);
    const app = await buildApp(services.app, settings, {
      pretty: process.stdout.isTTY,
      secrets: secretValues(settings),
    });
    services.reportTo(app.log);
    const url = await listen({ app, services, settings });
    greet(url, settings, await services.greeting());
    await stopSignal();
    await leadOut({ app, services, settings });
    return 0;
  } catch (error) {
    if (!isCodedError(error)) throw error;
    console.error(`queryloom cannot start: ${error.message}`);
    // What was opened before the failure may hold threads that would keep the process alive; nothing waits to be written.
    process.exit(1);
  }
}

/** Opens the port. One that cannot be opened is told in a sentence, after what was opened before it is put away. */
async function listen({ app, services, settings: { host, port } }: Running): Promise<string> {
  try {
    return await app.listen({ host, port, listenTextResolver: (at) => `listening on ${at}` });
  } catch (cause) {
    await app.close();
    await services.close();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CodedError(
      'CONFIG_INVALID',
      `HOST ${host} and PORT ${port} cannot be listened on (${reason}). Stop what is there, or set another PORT.`,
      { cause },
    );
  }
}

/** What a person needs in the first minute, also where the output goes to a file: the address, and a call that works as it stands. */
function greet(url: string, { auth }: Settings, { documents, chunks }: { documents: number; chunks: number }): void {
  const key = auth === 'on' ? " -H 'x-api-key: <your key>'" : '';
  console.log(`
Queryloom is listening on ${url}
It answers from ${documents} documents (${chunks} passages). Ask it something:

  curl -s ${url}/api/query${key} -H 'content-type: application/json' -d '{"text": "What does the confidence mean?"}'

Every operation, with examples: ${url}/docs
`);
}

async function stopSignal(): Promise<void> {
  await new Promise<void>((resolve) => {
    let signals = 0;
    const listen = (): void => {
      signals++;
      if (signals > 1) process.exit(1);
      resolve();
    };
    process.on('SIGTERM', listen);
    process.on('SIGINT', listen);
  });
}

type Running = { readonly app: FastifyInstance; readonly services: Services; readonly settings: Settings };

/** Unready at once, serve on for the drain, then finish what is under way, write what is queued, close. */
async function leadOut({ app, services, settings }: Running): Promise<void> {
  app.lifecycle.drain();
  app.log.info({ drain_ms: settings.drainMs }, 'stopping: not ready any more');
  await delay(settings.drainMs);
  const forced = setTimeout(() => process.exit(1), settings.shutdownGraceMs + FORCED_EXIT_MS).unref();
  app.lifecycle.stop();
  await Promise.race([app.close(), delay(settings.shutdownGraceMs, undefined, { ref: false })]);
  app.server.closeAllConnections();
  await services.close();
  clearTimeout(forced);
}
