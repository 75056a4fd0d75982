import type { Settings } from '../config/schema.ts';
import { CodedError } from '../shared/errors.ts';

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
  if (url !== undefined) return remoteDoor(url.replace(/\/+$/, ''));
  const local = `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${settings.port}`;
  if (await answers(local)) return remoteDoor(local);
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

function remoteDoor(url: string): Door {
  return {
    place: url,
    async call(method, path, body) {
      const init =
        body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
      try {
        const response = await fetch(`${url}${path}`, { method, ...init });
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
  // Standard output belongs to the command's own words: what `--json` prints must be JSON.
  const quiet = { ...settings, logLevel: 'silent', sampleDocs: false } as const;
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
