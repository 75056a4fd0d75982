import type { Settings } from '../config/schema.ts';
import { CodedError } from '../shared/errors.ts';
import { cutEnd } from '../shared/text.ts';

export type DoorResponse = { readonly status: number; readonly body: unknown };

/** One way to Queryloom for the command line: over HTTP to a running server, or in this process when none runs. */
export interface Door {
  /** Where answers come from, in words. */
  readonly place: string;
  call(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<DoorResponse>;
  close(): Promise<void>;
}

/** How long a probe for a running server may take, in milliseconds: it is on this machine, or was named. */
const PROBE_MS = 2_000;

/** The server at `url` when one is named; else the one on the configured port; else the documents in `DATA_DIR`, opened here. */
export async function openDoor(url: string | undefined, settings: Settings): Promise<Door> {
  const key = settings.apiKey ?? settings.adminKey;
  if (url !== undefined)
    return remoteDoor(
      cutEnd(url, (character) => character === '/'),
      key,
    );
  const local = `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${settings.port}`;
  if (await answers(local)) return remoteDoor(local, key);
  try {
    return await embeddedDoor(settings);
  } catch (error) {
    if (!(error instanceof CodedError && error.code === 'RECORDS_LOCKED')) throw error;
    const hint = `No server answers at ${local}; if one of another port has this folder open, name it with --url.`;
    throw new CodedError('RECORDS_LOCKED', `${error.message} ${hint}`, { cause: error });
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/livez`, { signal: AbortSignal.timeout(PROBE_MS) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

function remoteDoor(url: string, key: string | null): Door {
  const shown = key === null ? {} : { 'x-api-key': key };
  return {
    place: url,
    async call(method, path, body) {
      const headers = body === undefined ? shown : { ...shown, 'content-type': 'application/json' };
      const payload = body === undefined ? null : JSON.stringify(body);
      try {
        // The key is for this server, and not for wherever an answer points.
        const response = await fetch(`${url}${path}`, { method, headers, body: payload, redirect: 'error' });
        const body: unknown = await response.json();
        return { status: response.status, body };
      } catch (cause) {
        throw new CodedError('SERVER_NOT_READY', `No Queryloom answers at ${url}. Start one, or leave --url out.`, {
          cause,
        });
      }
    },
    async close() {
      // Sockets of fetch close by themselves.
    },
  };
}

async function embeddedDoor(settings: Settings): Promise<Door> {
  const [{ compose }, { buildApp }] = await Promise.all([import('../compose/compose.ts'), import('../app.ts')]);
  // Whoever may read and write the folder needs no key to it: that is how the first one is made.
  // Standard output belongs to the command's own words: what `--json` prints must be JSON.
  const quiet = { ...settings, auth: 'off', logLevel: 'silent', sampleDocs: false } as const;
  const services = await compose(quiet);
  const app = await buildApp(services.app, quiet);
  await app.ready();
  return {
    place: settings.dataDir,
    async call(method, path, body) {
      const payload =
        body === undefined ? {} : { payload: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
      const response = await app.inject({ method, url: path, ...payload });
      return { status: response.statusCode, body: response.json<unknown>() };
    },
    async close() {
      await app.close();
      await services.close();
    },
  };
}
