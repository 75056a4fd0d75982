import { openSqliteRecordStore } from '../adapters/sqlite/open-record-store.ts';
import type { Settings } from '../config/schema.ts';
import { KeyHasher } from '../core/keys/key-hasher.ts';
import type { KeyCounts, KeyStore } from '../ports/key-store.ts';
import { systemClock } from '../shared/clock.ts';
import { CodedError, isCodedError } from '../shared/errors.ts';
import { isLoopback } from '../shared/loopback.ts';
import type { Finding } from './check-installation.ts';
import { pepperMode, pepperPath, readPepperFile } from './key-pepper.ts';

type Door = Pick<Settings, 'auth' | 'adminKey'>;
type Part = Pick<Finding, 'state' | 'detail'>;

const WORST_FIRST = ['failed', 'warning', 'ok'] as const;

/** Nothing that listens without anybody being able to come in: it would look as if it worked. Throws `CONFIG_INVALID`. */
export async function checkOpenable(door: Door, store: KeyStore, { pepperId }: KeyHasher): Promise<void> {
  const problem = shutOut(door, await store.counts({ nowMs: systemClock.now(), pepperId }));
  if (problem !== null) throw new CodedError('CONFIG_INVALID', problem);
}

/** What `doctor` says of keys: who may come in, what they are hashed with, and how many there are. Makes nothing. */
export async function checkKeys(settings: Settings): Promise<Finding> {
  const parts = [checkAuth(settings), await checkPepper(settings), ...(await checkCounts(settings))];
  const state = WORST_FIRST.find((each) => parts.some((part) => part.state === each)) ?? 'ok';
  return { name: 'keys', state, detail: parts.map(({ detail }) => detail).join('; ') };
}

function checkAuth({ auth, host, anonymousTier }: Settings): Part {
  if (auth === 'on') {
    const anonymous = anonymousTier === null ? '' : `, but for reading within the limits of "${anonymousTier}"`;
    return { state: 'ok', detail: `callers need a key${anonymous}` };
  }
  const everybody = `AUTH is off: everybody who reaches ${host} may read and write`;
  return isLoopback(host)
    ? { state: 'ok', detail: everybody }
    : { state: 'warning', detail: `${everybody}; set AUTH=on` };
}

async function checkPepper({ keyPepper, dataDir }: Settings): Promise<Part> {
  if (keyPepper !== null) return { state: 'ok', detail: 'hashed with KEY_PEPPER' };
  const path = pepperPath(dataDir);
  try {
    if ((await readPepperFile(dataDir)) === null) return { state: 'ok', detail: `${path} is made at the first start` };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return { state: 'failed', detail: error.message };
  }
  const mode = (await pepperMode(dataDir)) ?? 0;
  const bits = mode.toString(8).padStart(4, '0');
  if ((mode & 0o077) === 0) return { state: 'ok', detail: `hashed with ${path}, mode ${bits}` };
  return { state: 'warning', detail: `${path} has mode ${bits}, so others may read it: chmod 600 ${path}` };
}

async function checkCounts(settings: Settings): Promise<readonly Part[]> {
  const counts = await countKeys(settings);
  if (counts === null) return [];
  const problem = shutOut(settings, counts);
  if (problem !== null) return [{ state: 'failed', detail: problem }];
  const { usable, operators, otherPepper } = counts;
  const admin = settings.adminKey === null ? '' : ', and ADMIN_KEY';
  const many: Part = { state: 'ok', detail: `${usable} in use${admin}` };
  const parts = [many];
  if (otherPepper > 0) {
    parts.push({ state: 'warning', detail: `${otherPepper} were made with another pepper and open nothing` });
  }
  if (settings.auth === 'on' && operators === 0 && settings.adminKey === null) {
    const detail = 'none of them is an admin of "default", so none can manage keys of all tenants; set ADMIN_KEY';
    parts.push({ state: 'warning', detail });
  }
  return parts;
}

/** Null where the records cannot be read: another finding says why. */
async function countKeys({ dataDir, keyPepper }: Settings): Promise<KeyCounts | null> {
  try {
    const pepper = keyPepper ?? (await readPepperFile(dataDir));
    const records = await openSqliteRecordStore({ dataDir });
    try {
      const pepperId = pepper === null ? '' : new KeyHasher(pepper).pepperId;
      return await records.keys.counts({ nowMs: systemClock.now(), pepperId });
    } finally {
      await records.close();
    }
  } catch (error) {
    if (isCodedError(error)) return null;
    throw error;
  }
}

/** Why nobody could come in, and the two ways out; null when somebody can. */
function shutOut({ auth, adminKey }: Door, { usable, otherPepper }: KeyCounts): string | null {
  if (auth === 'off' || adminKey !== null || usable > 0) return null;
  const lost =
    otherPepper === 0
      ? ''
      : ` There are ${otherPepper} keys, but they were made with another pepper: restore KEY_PEPPER, or the file key-pepper in DATA_DIR.`;
  return (
    `AUTH is on and there is no key that opens anything.${lost} Set ADMIN_KEY to a secret of at least 32 characters, or make a key ` +
    'while the server is stopped: queryloom keys create --name first --scope read write admin'
  );
}
