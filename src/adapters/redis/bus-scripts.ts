import { type RedisScript, toScript } from './redis-script.ts';

/**
 * What every script of a topic begins with. Five keys of one hash slot: `meta` (epoch, life, seq, kept, bytes, settling), `order` (ids by
 * number), `entries` (id → "number, number of the kept event before, time, body"), `times` (places by their end), `records` (places).
 * Eight arguments: channel, epoch of a topic that begins, what this process knows (epoch, life and number; '' and 0 when nothing),
 * retention. A reply begins with epoch and life, or with `lost` (Redis has, or had for a while, less than this process knows) or `wait`
 * (others may still bring back what they hold). A topic has a new life after each loss. Time is that of Redis, the same for all.
 */
const PRELUDE = `
local meta, order, entries, times, records = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local channel, fresh, known, known_life, floor = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
local events_max, bytes_max, age_max = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
local function int(number) return string.format('%.0f', number) end
local function field(name) return tonumber(redis.call('HGET', meta, name) or '0') end
local function keep_alive()
  for i = 1, 5 do redis.call('PEXPIRE', KEYS[i], int(age_max)) end
end
local function trim()
  local excess = redis.call('ZCARD', order) - events_max
  local bytes = field('bytes')
  local gone = 0
  while true do
    local oldest = redis.call('ZRANGE', order, 0, 0)[1]
    if not oldest then break end
    local entry = redis.call('HGET', entries, oldest)
    local at, start = string.match(entry, '^%d+ %d+ (%d+) ()')
    if excess <= gone and bytes <= bytes_max and now - tonumber(at) <= age_max then break end
    redis.call('ZREM', order, oldest)
    redis.call('HDEL', entries, oldest)
    bytes = bytes - (#entry - start + 1)
    gone = gone + 1
  end
  if gone > 0 then redis.call('HSET', meta, 'bytes', int(bytes)) end
end
local function push(id, body, kept)
  local seq = redis.call('HINCRBY', meta, 'seq', 1)
  local before = field('kept')
  if kept then
    redis.call('ZADD', order, int(seq), id)
    redis.call('HSET', entries, id, int(seq) .. ' ' .. int(before) .. ' ' .. int(now) .. ' ' .. body)
    redis.call('HINCRBY', meta, 'bytes', #body)
    redis.call('HSET', meta, 'kept', int(seq))
    trim()
  end
  redis.call('PUBLISH', channel, cjson.encode({
    e = redis.call('HGET', meta, 'epoch'), s = seq, p = before, t = now, k = kept, i = id, b = body }))
  return seq, before
end
local function say(body)
  push('s' .. int(field('seq') + 1), body, true)
end
local function held_values()
  local values = {}
  for i, record in ipairs(redis.call('HVALS', records)) do values[i] = cjson.decode(record).v end
  return values
end
local function roster()
  local seq = redis.call('HINCRBY', meta, 'seq', 1)
  redis.call('PUBLISH', channel, cjson.encode({
    e = redis.call('HGET', meta, 'epoch'), s = seq, p = field('kept'), t = now, r = held_values() }))
end
local function sweep()
  local ended = redis.call('ZRANGEBYSCORE', times, '-inf', int(now))
  for _, key in ipairs(ended) do
    local record = cjson.decode(redis.call('HGET', records, key))
    redis.call('ZREM', times, key)
    redis.call('HDEL', records, key)
    say(record.f)
  end
  if #ended > 0 then roster() end
end
`;

/** Opens the topic; begins it when nobody knows of it. */
const OPEN = `
local epoch = redis.call('HGET', meta, 'epoch')
if not epoch then
  if known ~= '' then return {'lost'} end
  epoch = fresh
  redis.call('HSET', meta, 'epoch', epoch, 'life', fresh, 'seq', '0', 'kept', '0', 'bytes', '0')
end
local life = redis.call('HGET', meta, 'life')
if epoch == known and (field('seq') < floor or (known_life ~= '' and known_life ~= life)) then return {'lost'} end
`;

const WRITE = `
if now < field('settling') then return {'wait'} end
`;

function script(body: string, { writes }: { readonly writes: boolean }): RedisScript {
  const lua = `${PRELUDE}${OPEN}${writes ? WRITE : ''}sweep()\n${body}`;
  return toScript(lua);
}

/** Arguments: id, body, `1` when kept. Reply: number, number before, time. The same id again gives the same reply. */
export const APPEND = script(
  `
local id, body, kept = ARGV[9], ARGV[10], ARGV[11] == '1'
local there = redis.call('HGET', entries, id)
if there then
  local seq, before, at = string.match(there, '^(%d+) (%d+) (%d+) ')
  return {epoch, life, seq, before, at}
end
local seq, before = push(id, body, kept)
keep_alive()
return {epoch, life, int(seq), int(before), int(now)}
`,
  { writes: true },
);

/** Arguments: epoch ('' for any), number ('' for now), limit. Reply: newest number, gap ('' for none), `1` when more, then id and entry in turn. */
export const READ = script(
  `
local seq = field('seq')
local from = tonumber(ARGV[10]) or seq
local limit = tonumber(ARGV[11])
local gap = ''
trim()
if ARGV[9] ~= '' and ARGV[9] ~= epoch then gap = 'restarted'
elseif from > seq then gap = 'ahead'
else
  local oldest = redis.call('ZRANGE', order, 0, 0)[1]
  local before = field('kept')
  if oldest then before = tonumber(string.match(redis.call('HGET', entries, oldest), '^%d+ (%d+) ')) end
  if before > from then gap = 'too_old' end
end
if gap ~= '' then from = 0 end
local ids = redis.call('ZRANGEBYSCORE', order, '(' .. int(from), '+inf', 'LIMIT', 0, limit + 1)
local reply = {epoch, life, int(seq), gap, #ids > limit and '1' or '0'}
for i = 1, math.min(#ids, limit) do
  reply[#reply + 1] = ids[i]
  reply[#reply + 1] = redis.call('HGET', entries, ids[i])
end
keep_alive()
return reply
`,
  { writes: false },
);

/** Arguments: limit. Reply: id and entry in turn. */
export const LATEST = script(
  `
trim()
local reply = {epoch, life}
for _, id in ipairs(redis.call('ZRANGE', order, -tonumber(ARGV[9]), -1)) do
  reply[#reply + 1] = id
  reply[#reply + 1] = redis.call('HGET', entries, id)
end
keep_alive()
return reply
`,
  { writes: false },
);

/** Arguments: key, holder, value, time to live, `1` with a hello, hello, farewell, places at most. Reply: newest number, state, values. */
export const ACQUIRE = script(
  `
local key, holder, value, ttl = ARGV[9], ARGV[10], ARGV[11], tonumber(ARGV[12])
local held = redis.call('HEXISTS', records, key) == 1
local state = held and 'held' or 'acquired'
if not held and redis.call('HLEN', records) >= tonumber(ARGV[16]) then
  state = 'full'
else
  redis.call('HSET', records, key, cjson.encode({ h = holder, v = value, f = ARGV[15] }))
  redis.call('ZADD', times, int(now + ttl), key)
  if not held and ARGV[13] == '1' then say(ARGV[14]) end
  roster()
end
keep_alive()
local reply = {epoch, life, int(field('seq')), state}
for _, one in ipairs(held_values()) do reply[#reply + 1] = one end
return reply
`,
  { writes: true },
);

/** Arguments: time to live, then key and holder in turn. Reply: key and reason in turn, of those that are lost. */
export const RENEW = script(
  `
local reply = {epoch, life}
for i = 10, #ARGV, 2 do
  local record = redis.call('HGET', records, ARGV[i])
  if record and cjson.decode(record).h == ARGV[i + 1] then
    redis.call('ZADD', times, int(now + tonumber(ARGV[9])), ARGV[i])
  else
    reply[#reply + 1] = ARGV[i]
    reply[#reply + 1] = record and 'taken' or 'gone'
  end
end
keep_alive()
return reply
`,
  { writes: true },
);

/** Arguments: key, holder, farewell. Reply: `1` when the place was the holder's. */
export const RELEASE = script(
  `
local record = redis.call('HGET', records, ARGV[9])
if not record or cjson.decode(record).h ~= ARGV[10] then return {epoch, life, '0'} end
redis.call('HDEL', records, ARGV[9])
redis.call('ZREM', times, ARGV[9])
say(ARGV[11])
roster()
keep_alive()
return {epoch, life, '1'}
`,
  { writes: true },
);

/**
 * Puts back what Redis lost. Arguments: numbers to skip, time to settle, then id and entry in turn. New events get numbers beyond every
 * number this process knows and the skipped ones, so that what others bring back later finds its own numbers free.
 * Reply: epoch and life in force; another epoch when the topic was begun anew meanwhile.
 */
export const RESTORE = toScript(`${PRELUDE}
local epoch = redis.call('HGET', meta, 'epoch')
if epoch and epoch ~= known then return {epoch, redis.call('HGET', meta, 'life')} end
if not epoch then redis.call('HSET', meta, 'epoch', known, 'seq', '-1', 'kept', '0', 'bytes', '0') end
if field('seq') < floor then
  redis.call('HSET', meta, 'life', fresh)
  redis.call('HSET', meta, 'seq', int(floor + tonumber(ARGV[9])), 'settling', int(now + tonumber(ARGV[10])))
end
local kept = field('kept')
for i = 11, #ARGV, 2 do
  local seq, start = string.match(ARGV[i + 1], '^(%d+) %d+ %d+ ()')
  if not redis.call('ZSCORE', order, ARGV[i]) then
    redis.call('ZADD', order, seq, ARGV[i])
    redis.call('HSET', entries, ARGV[i], ARGV[i + 1])
    redis.call('HINCRBY', meta, 'bytes', #ARGV[i + 1] - start + 1)
  end
  kept = math.max(kept, tonumber(seq))
end
redis.call('HSET', meta, 'kept', int(kept))
trim()
keep_alive()
return {known, redis.call('HGET', meta, 'life')}
`);
