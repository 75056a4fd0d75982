import { openIngestBed } from './ingest-bed.ts';

/** What a fresh process needs to answer again from a data folder. */
export type RestartFigures = {
  readonly chunks: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly rssBytes: number;
  readonly indexBytes: number;
};

// Started by the ingest suite: a process of its own, since memory and warm code of the suite's would make the figures false.
const [dataDir = ''] = process.argv.slice(2);
const bed = await openIngestBed(dataDir, 1);
const cpuBefore = process.cpuUsage();
const beganMs = performance.now();
const { chunks } = await bed.indexes.rebuild(bed.documents, new AbortController().signal);
const wallMs = performance.now() - beganMs;
const { user, system } = process.cpuUsage(cpuBefore);
const figures: RestartFigures = {
  chunks,
  wallMs,
  cpuMs: (user + system) / 1_000,
  rssBytes: process.memoryUsage.rss(),
  indexBytes: bed.indexBytes(),
};
await bed.close();
console.log(JSON.stringify(figures));
