import { openReadConnection } from './connection.ts';
import { toFailure } from './failure.ts';
import { readerOperations } from './reader-operations.ts';
import { serveThread } from './serve-thread.ts';
import { Statements } from './statements.ts';
import { type Call, execute, type Operations, type Reply } from './thread-protocol.ts';

/** Reads are answered one by one: none waits for the one behind it. */
const CALLS_MAX = 1;

serveThread(
  (file) => {
    const database = openReadConnection(file);
    const operations = readerOperations(new Statements(database));
    return { run: (calls) => calls.map((call) => read(operations, call)), close: () => database.close() };
  },
  { callsMax: CALLS_MAX },
);

function read(operations: Operations, call: Call): Reply {
  try {
    return { id: call.id, value: execute(operations, call) };
  } catch (error) {
    return { id: call.id, failure: toFailure(error) };
  }
}
