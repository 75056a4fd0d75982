import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QueryloomClient, QueryloomError } from '../../src/client/client.ts';
import { type AcceptanceWorld, openAcceptanceWorld } from '../support/acceptance.ts';

let world: AcceptanceWorld;
let client: QueryloomClient;

beforeAll(async () => {
  world = await openAcceptanceWorld();
  client = new QueryloomClient({ url: world.url, apiKey: world.acmeKey });
});

afterAll(() => world.close());

describe('the typed client against a server', () => {
  it('adds documents, asks, reads the walk and the list', async () => {
    await client.call('addDocuments', {
      query: { wait: 'indexed' },
      body: { id: 'clock', text: 'The clock is of oak.' },
    });
    const answer = await client.ask('What is the clock made of?', { pattern: 'fused' });
    expect(answer.response).toContain('oak');
    const trace = await client.call('getTrace', { params: { query_id: answer.query_id } });
    expect(trace.query_text).toBe('What is the clock made of?');
    const { documents } = await client.call('listDocuments', { query: { limit: 200 } });
    expect(documents.map(({ id }) => id)).toContain('clock');
  });

  it('gives downloads as text and the events of a job as they come', async () => {
    const csv = await client.raw('exportQuery', { params: { query_id: world.queryId }, query: { format: 'csv' } });
    expect(await csv.text()).toContain('Ada Quill');
    const body = { text: 'A job that is watched.' };
    const accepted = await client.call('addDocuments', { body });
    const events = await Array.fromAsync(client.events('followIngest', { params: { id: accepted.ingest_id } }));
    expect(events.at(-1)?.data).toMatchObject({ state: 'done' });
  });

  it('streams an answer over events, and ends the work of a reader that leaves', async () => {
    const types: string[] = [];
    let response = '';
    for await (const chunk of client.stream('Who built the Ada Lamp?')) {
      types.push(chunk.chunk_type);
      if (chunk.chunk_type === 'response') response += chunk.content;
      if (chunk.chunk_type === 'complete') expect(chunk.metadata.answer.response).toBe(response);
    }
    expect(response).toContain('Ada Quill');
    expect(types.at(-1)).toBe('complete');
    for await (const chunk of client.stream('Who built the Old Mill?')) {
      expect(chunk.seq).toBe(0);
      break;
    }
  });

  it('asks many questions over one socket, each read on its own', async () => {
    const socket = await client.querySocket();
    const read = async (text: string) => {
      const chunks = await Array.fromAsync(socket.ask(text));
      const last = chunks.at(-1);
      return last?.chunk_type === 'complete' ? last.metadata.answer.response : '';
    };
    const [lamp, mill] = await Promise.all([read('Who built the Ada Lamp?'), read('Who built the Old Mill?')]);
    expect(lamp).toContain('Ada Quill');
    expect(mill).toContain('Bertram Stone');
    const early = socket.ask('Who built the Ada Lamp?');
    expect((await early.next()).value).toMatchObject({ seq: 0 });
    await early.return(undefined);
    expect(await read('Who built the Old Mill?')).toContain('Bertram Stone');
    socket.close();
    await expect(read('Too late?')).rejects.toThrow(/ended/);
    await expect(read('Later still?')).rejects.toThrow(/ended/);
  });

  it('joins a room, and hears what is asked there', async () => {
    const room = await client.socket('collaborate', { params: { session_id: 'client-room' }, query: { user: 'ada' } });
    room.send({ action: 'query', text: 'Who built the Ada Lamp?' });
    for await (const message of room) {
      if (message.type !== 'query_result') continue;
      expect(message.response).toContain('Ada Quill');
      break;
    }
    room.close();
    expect(await room.closed).toMatchObject({ code: 1000 });
  });

  it('tells what was wrong by code and field', async () => {
    const wrong = client.call('ask', { body: { text: '' } });
    await expect(wrong).rejects.toThrow(QueryloomError);
    await expect(wrong).rejects.toMatchObject({ status: 400, code: 'REQUEST_INVALID', issues: [{ path: 'text' }] });
  });
});

describe('the package', () => {
  it('builds to plain JavaScript that runs without this project', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'queryloom-client-'));
    const root = new URL('../..', import.meta.url).pathname;
    const run = promisify(execFile);
    try {
      await run('npx', ['tsc', '-p', 'tsconfig.client.json', '--outDir', folder], { cwd: root });
      const script = `import { QueryloomClient } from ${JSON.stringify(join(folder, 'client.js'))};
        const client = new QueryloomClient({ url: ${JSON.stringify(world.url)}, apiKey: ${JSON.stringify(world.acmeKey)} });
        console.log((await client.ask('Who built the Ada Lamp?')).response);`;
      const { stdout } = await run(process.execPath, [
        '--no-experimental-strip-types',
        '--input-type=module',
        '-e',
        script,
      ]);
      expect(stdout).toContain('Ada Quill');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
