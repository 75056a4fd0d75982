import { openWriteConnection } from './connection.ts';
import { GroupCommit, type WriteSession } from './group-commit.ts';
import { serveThread } from './serve-thread.ts';
import { Statements } from './statements.ts';
import { execute } from './thread-protocol.ts';
import { writerOperations } from './writer-operations.ts';

/** Calls one COMMIT may decide: at this size the fsync is spread thin enough, and the first caller still waits briefly. */
const GROUP_CALLS_MAX = 256;

serveThread(
  (file) => {
    const group = new GroupCommit(() => openSession(file));
    return { run: (calls) => group.run(calls), close: () => group.close() };
  },
  { callsMax: GROUP_CALLS_MAX },
);

function openSession(file: string): WriteSession {
  const database = openWriteConnection(file);
  const statements = new Statements(database);
  const operations = writerOperations(statements);
  return {
    exec: (sql) => void statements.run(sql),
    execute: (call) => execute(operations, call),
    isInTransaction: () => database.isTransaction,
    close: () => database.close(),
  };
}
