import { parentPort, workerData } from 'node:worker_threads';
import { adoptTokenTable } from '../../src/adapters/static-embedder/shared-token-table.ts';

/** Adopts the table it is given, shows that it works, and leaves a mark in the shared values. */
const table = adoptTokenTable(workerData);
table.values[0] = 99;
parentPort?.postMessage({
  ids: Array.from(table.tokenize('Cats, dog')),
  similarity: table.similarity(1, 2),
  model: table.model,
});
