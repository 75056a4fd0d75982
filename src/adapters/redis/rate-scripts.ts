import { DAY_MS, HOUR_SLOT_MS, HOUR_SLOTS, MINUTE_MS } from '../../ports/rate-store.ts';
import { type RedisScript, toScript } from './redis-script.ts';

/** Reads the time of Redis, in milliseconds, into `time`: the one clock of all processes. */
export const REDIS_TIME = `
local clock = redis.call('TIME')
local time = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
`;

/** Pairs that are read of a list at once. */
const CHUNK_PAIRS = 64;
/** How long Redis remembers that it was told of something: longer than anybody tries to tell it again. */
const TOLD_MS = 10 * 60_000;
/** Values of one RPUSH: below what Lua can unpack. */
const PUSHED_MAX = 4_000;

/** The scripts of the limiter. All numbers are whole, so every process computes the same. */
export type RateScripts = { readonly take: RedisScript; readonly settle: RedisScript; readonly beat: RedisScript };

/**
 * What scripts about an identity begin with. Three keys of one hash slot: `state` (a hash), and two lists of stamp and units in turn,
 * oldest first: `minute` by the millisecond, `hour` by the slot. Fields of the state: t the last admission, o what is owed to the burst at t
 * and l the same at the lowered rate (60,000 a unit, paid back at the rate a millisecond), m and h the sums of the lists with n and s their
 * newest stamps, d and e dates with u and v what was used on them.
 */
const PRELUDE = `
local state, minute, hour = KEYS[1], KEYS[2], KEYS[3]
local function int(number) return string.format('%.0f', number) end
local fields = redis.call('HMGET', state, 't', 'o', 'l', 'm', 'n', 'h', 's', 'd', 'u', 'e', 'v')
for i = 1, 11 do fields[i] = tonumber(fields[i] or '0') end
local last, owed, owed_lowered, minute_sum, minute_newest, hour_sum, hour_newest, day_a, used_a, day_b, used_b = unpack(fields)
-- A clock that was set back stands still until it is where it was.
local now = math.max(time, last)
local slot = math.floor(now / ${HOUR_SLOT_MS})
local day = math.floor(time / ${DAY_MS})
local day_ends_in = (day + 1) * ${DAY_MS} - time
local function slot_leaves_at(which) return (which + ${HOUR_SLOTS}) * ${HOUR_SLOT_MS} end

local function drop(list, sum, through)
  if sum == 0 then return 0 end
  while true do
    local oldest = redis.call('LINDEX', list, 0)
    if not oldest then return 0 end
    if tonumber(oldest) > through then return sum end
    local read = redis.call('LRANGE', list, 0, ${2 * CHUNK_PAIRS - 1})
    local gone = 0
    while gone < #read and tonumber(read[gone + 1]) <= through do
      sum = sum - tonumber(read[gone + 2])
      gone = gone + 2
    end
    redis.call('LPOP', list, gone)
  end
end
local function used_on(which)
  if day_a == which then return used_a end
  return day_b == which and used_b or 0
end
local function add_to_day(which, units)
  if day_a ~= which and day_b ~= which then
    if day_a > day_b then day_b, used_b = which, 0 else day_a, used_a = which, 0 end
  end
  if day_a == which then used_a = used_a + units else used_b = used_b + units end
end
local function raise_day(which, used)
  if used > used_on(which) then add_to_day(which, used - used_on(which)) end
end
local function owed_at(what, rate) return math.max(0, what - (now - last) * rate) end
local minute_was, hour_was = minute_sum, hour_sum
minute_sum = drop(minute, minute_sum, now - ${MINUTE_MS})
hour_sum = drop(hour, hour_sum, slot - ${HOUR_SLOTS})

local function keep(limits)
  local lives = math.max(${MINUTE_MS}, slot_leaves_at(slot) - now)
  if limits.minute then lives = math.max(lives, math.ceil(owed / limits.minute), math.ceil(owed_lowered / limits.slowest)) end
  if limits.day then lives = math.max(lives, day_ends_in) end
  redis.call('HSET', state, 't', int(now), 'o', int(owed), 'l', int(owed_lowered), 'm', int(minute_sum), 'n', int(minute_newest),
    'h', int(hour_sum), 's', int(hour_newest), 'd', int(day_a), 'u', int(used_a), 'e', int(day_b), 'v', int(used_b))
  redis.call('PEXPIRE', state, int(lives))
  redis.call('PEXPIRE', minute, '${MINUTE_MS}')
  redis.call('PEXPIRE', hour, int(slot_leaves_at(slot) - now))
end
local function limit(text) return tonumber(text) end
`;

/**
 * Arguments: cost, `1` to take, four limits of the contract, four in force or nothing ('' for no limit each), `1` when lowered, date and
 * what was used of it as far as the process knows. Reply: allowed, within contract, date, used of it, time, then wait, left and reset of each window.
 */
const TAKE = `
local cost, takes = tonumber(ARGV[1]), ARGV[2] == '1'
local contract = { burst = limit(ARGV[3]), minute = limit(ARGV[4]), hour = limit(ARGV[5]), day = limit(ARGV[6]) }
local lowered = ARGV[11] == '1'
local in_force = contract
if lowered then in_force = { burst = limit(ARGV[7]), minute = limit(ARGV[8]), hour = limit(ARGV[9]), day = limit(ARGV[10]) } end
contract.slowest = in_force.minute or contract.minute
raise_day(tonumber(ARGV[12]), tonumber(ARGV[13]))

local function stamp_that_frees(list, needed, newest)
  local freed, from = 0, 0
  while true do
    local read = redis.call('LRANGE', list, from, from + 2 * math.min(needed, ${CHUNK_PAIRS}) - 1)
    for i = 1, #read, 2 do
      freed = freed + tonumber(read[i + 1])
      if freed >= needed then return tonumber(read[i]) end
    end
    if #read == 0 then return newest end
    from = from + #read
  end
end
local function owed_under(limits)
  if lowered and limits == in_force then return owed_at(owed_lowered, limits.minute) end
  return owed_at(owed, limits.minute)
end
local function waits_of(limits)
  local waits = { 0, 0, 0, 0 }
  if limits.burst and limits.minute then
    local over = owed_under(limits) + (cost - limits.burst) * ${MINUTE_MS}
    if over > 0 then waits[1] = math.ceil(over / limits.minute) end
  end
  if limits.minute and minute_sum + cost > limits.minute then
    local stamp = now
    if minute_sum > 0 then stamp = stamp_that_frees(minute, minute_sum + cost - limits.minute, minute_newest) end
    waits[2] = stamp + ${MINUTE_MS} - now
  end
  if limits.hour and hour_sum + cost > limits.hour then
    local stamp = slot
    if hour_sum > 0 then stamp = stamp_that_frees(hour, hour_sum + cost - limits.hour, hour_newest) end
    waits[3] = slot_leaves_at(stamp) - now
  end
  if limits.day and used_on(day) + cost > limits.day then waits[4] = day_ends_in end
  return waits, math.max(waits[1], waits[2], waits[3], waits[4]) == 0
end
local function push(list, sum, newest, stamp)
  if sum > 0 and newest == stamp then
    redis.call('LSET', list, -1, int(tonumber(redis.call('LINDEX', list, -1)) + cost))
  else
    if sum == 0 then redis.call('DEL', list) end
    redis.call('RPUSH', list, int(stamp), int(cost))
  end
  return sum + cost, stamp
end
local function commit()
  if contract.burst and contract.minute then
    local most = contract.burst * ${MINUTE_MS}
    local paid, paid_lowered = owed_at(owed, contract.minute), owed_at(owed_lowered, contract.slowest)
    owed = math.min(most, paid + cost * ${MINUTE_MS})
    owed_lowered = contract.slowest == contract.minute and owed or math.min(most, paid_lowered + cost * ${MINUTE_MS})
  end
  if contract.minute then minute_sum, minute_newest = push(minute, minute_sum, minute_newest, now) end
  hour_sum, hour_newest = push(hour, hour_sum, hour_newest, slot)
  add_to_day(day, cost)
  last = now
  keep(contract)
end

local waits, allowed = waits_of(in_force)
local within = allowed
if not allowed and lowered then
  local _, admits = waits_of(contract)
  within = admits
end
if allowed and takes then commit()
elseif minute_sum ~= minute_was or hour_sum ~= hour_was then
  redis.call('HSET', state, 'm', int(minute_sum), 'h', int(hour_sum))
end

local reply = { allowed and 1 or 0, within and 1 or 0, day, used_on(day), now }
local function tell(wait, left, reset)
  reply[#reply + 1] = wait
  reply[#reply + 1] = math.max(0, left)
  reply[#reply + 1] = reset
end
if in_force.burst and in_force.minute then
  local owes = owed_under(in_force)
  tell(waits[1], math.floor(in_force.burst - owes / ${MINUTE_MS}), math.ceil(owes / in_force.minute))
else tell(0, 0, 0) end
if in_force.minute then
  tell(waits[2], in_force.minute - minute_sum, minute_sum > 0 and minute_newest + ${MINUTE_MS} - now or 0)
else tell(0, 0, 0) end
if in_force.hour then
  tell(waits[3], in_force.hour - hour_sum, hour_sum > 0 and slot_leaves_at(hour_newest) - now or 0)
else tell(0, 0, 0) end
if in_force.day then
  tell(waits[4], in_force.day - used_on(day), used_on(day) > 0 and day_ends_in or 0)
else tell(0, 0, 0) end
return reply
`;

/**
 * Tells Redis what a process admitted without it. A fourth key is the name of this telling: the same told twice counts once. Arguments:
 * burst, limit a minute and a day of the contract, a date with the units of it that Redis was never told of, a date with what was used of it as far
 * as the process knows, then age in milliseconds and units in turn, oldest first. Reply: 1, or 0 when it was told before.
 */
const SETTLE = `
if not redis.call('SET', KEYS[4], '1', 'NX', 'PX', '${TOLD_MS}') then return 0 end
local contract = { burst = limit(ARGV[1]), minute = limit(ARGV[2]), day = limit(ARGV[3]) }
contract.slowest = contract.minute
raise_day(tonumber(ARGV[6]), tonumber(ARGV[7]))
if tonumber(ARGV[5]) > 0 then add_to_day(tonumber(ARGV[4]), tonumber(ARGV[5])) end

local minutes, hours = {}, {}
for i = 8, #ARGV, 2 do
  local at, units = now - tonumber(ARGV[i]), tonumber(ARGV[i + 1])
  if contract.minute and at > now - ${MINUTE_MS} then minutes[#minutes + 1] = { at, units } end
  local of = math.floor(at / ${HOUR_SLOT_MS})
  if of > slot - ${HOUR_SLOTS} then hours[#hours + 1] = { of, units } end
end

local function merge(list, sum, newest, added)
  if #added == 0 then return sum, newest end
  local held = sum > 0 and redis.call('LRANGE', list, 0, -1) or {}
  local all, from = {}, 1
  local function put(stamp, units)
    if #all > 0 and all[#all - 1] == int(stamp) then all[#all] = int(tonumber(all[#all]) + units)
    else all[#all + 1] = int(stamp); all[#all + 1] = int(units) end
  end
  for i = 1, #held, 2 do
    while from <= #added and added[from][1] < tonumber(held[i]) do
      put(added[from][1], added[from][2])
      from = from + 1
    end
    put(tonumber(held[i]), tonumber(held[i + 1]))
  end
  for i = from, #added do put(added[i][1], added[i][2]) end
  redis.call('DEL', list)
  for i = 1, #all, ${PUSHED_MAX} do redis.call('RPUSH', list, unpack(all, i, math.min(i + ${PUSHED_MAX - 1}, #all))) end
  for _, pair in ipairs(added) do sum = sum + pair[2] end
  return sum, tonumber(all[#all - 1])
end
minute_sum, minute_newest = merge(minute, minute_sum, minute_newest, minutes)
hour_sum, hour_newest = merge(hour, hour_sum, hour_newest, hours)
-- What all processes took together can owe more than what each took by itself, so the debt is that of the whole minute in the order of time.
-- What was owed before it does not matter: as long as that is not paid back, the minute admits no more than the burst would.
if contract.burst and contract.minute then
  local all, owes, at = redis.call('LRANGE', minute, 0, -1), 0, 0
  for i = 1, #all, 2 do
    local stamp = tonumber(all[i])
    owes = math.max(0, owes - (stamp - at) * contract.minute) + tonumber(all[i + 1]) * ${MINUTE_MS}
    at = stamp
  end
  owes = math.max(0, owes - (now - at) * contract.minute)
  owed = math.max(owes, owed_at(owed, contract.minute))
  owed_lowered = math.max(owes, owed_at(owed_lowered, contract.minute))
end
last = now
keep(contract)
return 1
`;

/**
 * A sign of life of a process. Two keys: the processes by their last sign, and the name of this memory. Arguments: the process, how long it
 * counts as alive, a name for a memory that has none, how long that is kept. Reply: processes alive, the name.
 */
const BEAT = `
local int = function(number) return string.format('%.0f', number) end
redis.call('ZADD', KEYS[1], int(time), ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', int(time - tonumber(ARGV[2])))
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('SET', KEYS[2], ARGV[3], 'NX')
redis.call('PEXPIRE', KEYS[2], ARGV[4])
return { int(redis.call('ZCARD', KEYS[1])), redis.call('GET', KEYS[2]) }
`;

/** The scripts by a clock: that of Redis, or Lua of a test that sets \`time\` its own way. */
export function rateScripts(clock: string = REDIS_TIME): RateScripts {
  return {
    take: toScript(`${clock}${PRELUDE}${TAKE}`),
    settle: toScript(`${clock}${PRELUDE}${SETTLE}`),
    beat: toScript(`${clock}${BEAT}`),
  };
}
