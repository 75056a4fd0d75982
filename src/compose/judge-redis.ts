import type { RedisFacts } from '../adapters/redis/inspect-redis.ts';
import type { Finding } from './check-installation.ts';

const VERSION_MIN = [6, 2] as const;
const MEBIBYTE = 1024 * 1024;
/** Room for 16,000 callers who never stop, or 50,000 who use up their minute now and then. */
const MEMORY_MIN = 64 * MEBIBYTE;

/** What has to be different about a Redis so that limits and rooms can rely on it; one line that says so when nothing has. */
export function judgeRedis(facts: RedisFacts): readonly Finding[] {
  const found = [
    judgeVersion(facts),
    judgeRole(facts),
    judgeScripts(facts),
    judgeEviction(facts),
    judgeMemory(facts),
  ].filter((finding) => finding !== null);
  if (found.length > 0) return found;
  const bound = facts.memoryMax === 0 ? 'no maxmemory' : `maxmemory ${Math.floor(facts.memoryMax / MEBIBYTE)} MiB`;
  return [{ name: 'redis limits', state: 'ok', detail: `Redis ${facts.version}, ${bound}, evicts nothing` }];
}

function judgeVersion({ version }: RedisFacts): Finding | null {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > VERSION_MIN[0] || (major === VERSION_MIN[0] && minor >= VERSION_MIN[1])) return null;
  return warning('redis version', `Redis ${version} is too old for the limiter; use ${VERSION_MIN.join('.')} or newer`);
}

function judgeRole({ isReplica, isCluster }: RedisFacts): Finding | null {
  if (isReplica)
    return warning(
      'redis role',
      'REDIS_URL names a replica, which takes no writes; name the primary, or what follows it',
    );
  return isCluster
    ? warning(
        'redis role',
        'REDIS_URL names a node of a cluster, which has a part of the keys; use one server or a proxy',
      )
    : null;
}

function judgeScripts({ scriptRefused }: RedisFacts): Finding | null {
  if (scriptRefused === null) return null;
  const remedy = 'allow its user EVAL, EVALSHA and SCRIPT LOAD, and all commands on `queryloom:*`';
  return warning('redis scripts', `the limiter's script was refused (${scriptRefused}); ${remedy}`);
}

/** Every key of a limit expires by itself, so the `volatile-` policies evict them as well as the `allkeys-` ones do. */
function judgeEviction({ memoryMax, evictionPolicy }: RedisFacts): Finding | null {
  if (memoryMax === 0 || evictionPolicy === 'noeviction') return null;
  const what = `maxmemory-policy is \`${evictionPolicy}\`: when memory is short Redis forgets what callers have used`;
  return warning('redis eviction', `${what}; set \`maxmemory-policy noeviction\``);
}

function judgeMemory({ memoryMax }: RedisFacts): Finding | null {
  if (memoryMax === 0 || memoryMax >= MEMORY_MIN) return null;
  const has = `maxmemory is ${(memoryMax / MEBIBYTE).toFixed(1)} MiB`;
  return warning('redis memory', `${has}; set at least ${MEMORY_MIN / MEBIBYTE} MiB, 1 to 4 KiB a caller`);
}

function warning(name: string, detail: string): Finding {
  return { name, state: 'warning', detail };
}
