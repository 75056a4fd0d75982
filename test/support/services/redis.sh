#!/usr/bin/env bash
# A Redis for tests: a free port of 127.0.0.1, nothing on disk, nothing left behind.
#   redis.sh start   prints "PID URL" when it answers; exits 1 when it does not, 2 when redis-server is not installed
#   redis.sh stop PID
set -uo pipefail

TRIES=20
READY_TENTHS=50

start() {
  command -v redis-server >/dev/null || return 2
  for _ in $(seq "$TRIES"); do
    # Between the ports people use and those the system hands out; Redis ends by itself when one is taken.
    port=$((20000 + RANDOM % 10000))
    redis-server --port "$port" --bind 127.0.0.1 --save '' --appendonly no --dir /tmp --maxmemory 256mb \
      >/dev/null 2>&1 </dev/null &
    pid=$!
    for _ in $(seq "$READY_TENTHS"); do
      kill -0 "$pid" 2>/dev/null || break
      if redis-cli -p "$port" info server 2>/dev/null | grep -q "process_id:$pid"; then
        echo "$pid redis://127.0.0.1:$port/0"
        return 0
      fi
      sleep 0.1
    done
    kill "$pid" 2>/dev/null
  done
  return 1
}

case "${1:-}" in
  start) start ;;
  stop) kill "$2" 2>/dev/null; true ;;
  *) echo "usage: $0 start | stop PID" >&2; exit 64 ;;
esac
