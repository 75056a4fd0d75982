import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { HttpClient } from '../../bench/load/http-client.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';

const KILLS = Number(process.env['CHAOS_KILLS'] ?? 100);
const READY_MS_MAX = 5_000;
/** Every document has four chunks, each with the word that names its document and revision. */
const CHUNKS = 4;
const IDS = 40;

/** What the server has acknowledged of a document: the revision, 0 after a delete; `doubt` holds what was under way at the kill. */
type Belief = { acknowledged: number; readonly doubt: Set<number> };

it(`keeps every acknowledged write over ${KILLS} kills, and never answers from half a document`, async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'queryloom-chaos-'));
  const beliefs = new Map<string, Belief>();
  const random = seededRandom(11);
  let acknowledged = 0;
  let slowestReadyMs = 0;
  try {
    for (let kill = 0; kill <= KILLS; kill++) {
      const startedMs = performance.now();
      const server = await startServer({ dataDir });
      await untilReady(server);
      slowestReadyMs = Math.max(slowestReadyMs, performance.now() - startedMs);
      const client = new HttpClient(server.url, 8);
      await check(client, beliefs);
      const writing = write(client, beliefs, { random, kill });
      await delay(50 + random() * 400);
      await server.kill();
      acknowledged += await writing;
      client.close();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
  console.log(
    `${acknowledged} acknowledged writes, ${KILLS + 1} kills, slowest ready ${Math.round(slowestReadyMs)} ms`,
  );
  expect(acknowledged).toBeGreaterThan(KILLS);
  expect(slowestReadyMs).toBeLessThan(READY_MS_MAX);
});

async function untilReady({ url }: RunningServer): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}/ready`);
    await response.body?.cancel();
    if (response.ok) return;
    await delay(5);
  }
}

function mark(id: string, revision: number): string {
  return `mark${id}r${revision}`;
}

function textOf(id: string, revision: number): string {
  const filler = Array.from({ length: 150 }, (_, i) => `word${i % 37}`).join(' ');
  return Array.from({ length: CHUNKS }, (_, i) => `# Part ${i + 1}\n\n${mark(id, revision)} ${filler} ${filler}.`).join(
    '\n\n',
  );
}

type Writing = { readonly random: () => number; readonly kill: number };

/** Writes until the server is gone; returns how many writes were acknowledged. */
async function write(client: HttpClient, beliefs: Map<string, Belief>, { random, kill }: Writing): Promise<number> {
  let count = 0;
  for (let step = 0; ; step++) {
    const size = step % 3 === 0 ? 8 : 1;
    const ids = Array.from({ length: size }, (_, i) => `d${(Math.floor(random() * IDS) + i * 7) % IDS}`);
    const distinct = [...new Set(ids)];
    try {
      if (step % 5 === 4) await remove(client, beliefs, distinct[0] ?? 'd0');
      else await put(client, beliefs, { ids: distinct, revision: kill * 10_000 + step + 1 });
      count++;
    } catch {
      // The server is gone: what was under way stays in doubt.
      return count;
    }
  }
}

function beliefOf(beliefs: Map<string, Belief>, id: string): Belief {
  const known = beliefs.get(id) ?? { acknowledged: 0, doubt: new Set<number>() };
  beliefs.set(id, known);
  return known;
}

async function put(
  client: HttpClient,
  beliefs: Map<string, Belief>,
  { ids, revision }: { ids: readonly string[]; revision: number },
): Promise<void> {
  for (const id of ids) beliefOf(beliefs, id).doubt.add(revision);
  const documents = ids.map((id) => ({ id, title: id, content_type: 'text/markdown', text: textOf(id, revision) }));
  const { status } = await client.send('POST', '/api/documents', { documents });
  if (status !== 202) throw new Error(`refused with ${status}`);
  for (const id of ids) settle(beliefs, id, revision);
}

async function remove(client: HttpClient, beliefs: Map<string, Belief>, id: string): Promise<void> {
  beliefOf(beliefs, id).doubt.add(0);
  const { status } = await client.send('DELETE', `/api/documents/${id}`);
  if (status !== 200 && status !== 404) throw new Error(`refused with ${status}`);
  settle(beliefs, id, 0);
}

function settle(beliefs: Map<string, Belief>, id: string, revision: number): void {
  const belief = beliefOf(beliefs, id);
  belief.acknowledged = revision;
  belief.doubt.clear();
}

async function check(client: HttpClient, beliefs: Map<string, Belief>): Promise<void> {
  await untilIndexed(client);
  for (const [id, belief] of beliefs) {
    const possible = new Set([belief.acknowledged, ...belief.doubt]);
    const { status, body } = await client.send('GET', `/api/documents/${id}`);
    const revision = status === 404 ? 0 : Number(/markd\d+r(\d+)/.exec(body)?.[1] ?? -1);
    expect([...possible], `${id} is at revision ${revision}`).toContain(revision);
    await checkChunks(client, id, { revision, possible });
    settle(beliefs, id, revision);
  }
}

/** Exactly the chunks of the one revision answer, all of them; those of other possible revisions do not. */
async function checkChunks(
  client: HttpClient,
  id: string,
  { revision, possible }: { revision: number; possible: ReadonlySet<number> },
): Promise<void> {
  for (const candidate of possible) {
    if (candidate === 0) continue;
    const query = { text: `"${mark(id, candidate)}"`, backend: 'lexical', top_k: 100, cache: 'bypass' };
    const { body } = await client.send('POST', '/api/query', query);
    const { sources }: { sources: readonly unknown[] } = JSON.parse(body);
    if (candidate === revision) expect(sources.length, `${id} r${candidate}`).toBeGreaterThanOrEqual(CHUNKS);
    else expect(sources.length, `${id} r${candidate} is old`).toBe(0);
  }
}

async function untilIndexed(client: HttpClient): Promise<void> {
  for (let tries = 0; tries < 1_000; tries++) {
    const { body } = await client.send('GET', '/api/documents?status=pending&limit=1');
    const { documents }: { documents: readonly unknown[] } = JSON.parse(body);
    if (documents.length === 0) return;
    await delay(10);
  }
  throw new Error('documents were still pending after 10 s');
}
