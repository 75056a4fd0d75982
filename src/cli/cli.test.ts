import { execFile, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PRIVATE_ADDRESS, serveWeb } from '../../test/support/web-servers.ts';

const BIN = new URL('./bin.js', import.meta.url).pathname;
/** A port where nothing answers: commands open the data folder themselves. */
const NO_SERVER = '1';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'queryloom-cli-'));
  await mkdir(join(folder, 'notes', 'deep', '.hidden'), { recursive: true });
  await writeFile(
    join(folder, 'notes', 'bell-rock.md'),
    '# Bell Rock\n\nBell Rock was built by Robert Stevenson in 1810.',
  );
  await writeFile(join(folder, 'notes', 'deep', 'fastnet.txt'), 'Fastnet was first lit in 1904.');
  await writeFile(join(folder, 'notes', 'deep', '.hidden', 'secret.txt'), 'Nobody reads this.');
  await writeFile(join(folder, 'notes', 'picture.png'), 'no picture');
  const rows = [
    '{"_id": 7, "title": "Skerryvore", "text": "Skerryvore was designed by Alan Stevenson."}',
    '',
    '{broken',
    '[]',
  ];
  await writeFile(join(folder, 'rows.jsonl'), rows.join('\n'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

type Outcome = { readonly code: number; readonly out: string; readonly err: string };

/** Runs the command as a shell would, with a data folder of its own. */
function queryloom(
  args: readonly string[],
  env: Record<string, string> = {},
  node = process.execPath,
): Promise<Outcome> {
  const options = { env: { ...environment(), DATA_DIR: join(folder, 'data'), PORT: NO_SERVER, ...env } };
  return new Promise((resolve) => {
    execFile(node, [BIN, ...args], options, (error, out, err) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ code, out, err });
    });
  });
}

/** What a shell hands on, without what the test runner added for itself. */
function environment(): Record<string, string | undefined> {
  // biome-ignore lint/style/noProcessEnv: child processes need the PATH that this one was started with.
  const { PATH, HOME } = process.env;
  return { PATH, HOME };
}

/** Another Node of this machine that is too old to run TypeScript, if there is one. */
function oldNode(): string | undefined {
  const folders = (environment()['PATH'] ?? '').split(delimiter);
  return folders
    .map((path) => join(path, 'node'))
    .find((node) => /^v(?:1\d|2[0-3])\./.test(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout ?? ''));
}

describe('queryloom', () => {
  it('lists its commands, and refuses one that it does not have', async () => {
    const help = await queryloom(['--help']);
    expect(help.code).toBe(0);
    for (const command of ['serve', 'ingest', 'query', 'doctor', 'openapi']) expect(help.out).toContain(command);
    const unknown = await queryloom(['frobnicate']);
    expect(unknown.code).toBe(1);
    expect(unknown.err).toContain("unknown command 'frobnicate'");
  });

  it('ingests a folder and JSON lines, says what was left out, and answers from them', async () => {
    const sources = [join(folder, 'notes'), join(folder, 'rows.jsonl'), join(folder, 'nowhere')];
    const ingest = await queryloom(['ingest', ...sources, '--tag', 'sea', 'rock', '--json']);
    expect(ingest).toMatchObject({ code: 1, err: '' });
    const tally = JSON.parse(ingest.out);
    expect(tally).toMatchObject({ accepted: 3, indexed: 3, failed: 0, place: join(folder, 'data') });
    const places = tally.problems.map(({ place }: { place: string }) => place.slice(folder.length + 1));
    expect(places).toEqual(['notes/picture.png', 'rows.jsonl:3', 'rows.jsonl:4', 'nowhere']);

    const again = await queryloom(['ingest', join(folder, 'notes', 'bell-rock.md'), '--tag', 'sea', 'rock']);
    expect(again).toMatchObject({ code: 0, out: expect.stringContaining('0 indexed, 1 unchanged, 0 failed') });

    const answer = await queryloom([
      'query',
      'Who designed Skerryvore?',
      '--json',
      '--pattern',
      'fused',
      '--top-k',
      '2',
    ]);
    expect(answer).toMatchObject({ code: 0, err: '' });
    const body = JSON.parse(answer.out);
    expect(body).toMatchObject({ answered: true, pattern_used: 'fused', sources: [{ document_id: '7' }, {}] });
    expect(body.response).toContain('Alan Stevenson');

    const people = await queryloom(['query', 'Who built Bell Rock?']);
    expect(people.out).toMatch(/Robert Stevenson.*\nconfidence \d+ %.*\[1\] .*bell-rock\.md/s);
  });

  it('reads web addresses, those that are not public only where their host is named', async () => {
    const { port, seen } = await serveWeb(
      (_request, response) => response.writeHead(200, { 'content-type': 'text/plain' }).end('Lit in 1881.'),
      { address: PRIVATE_ADDRESS },
    );
    const [named, other] = [`http://127.0.0.1:${port}/page`, `http://localhost:${port}/page`];
    const { code, out } = await queryloom(['ingest', named, other, '--json', '--allow-private', '127.0.0.1']);
    expect(code).toBe(1);
    const reason = expect.stringMatching(/not public \(loopback\).*--allow-private\.$/);
    expect(JSON.parse(out)).toMatchObject({ accepted: 1, indexed: 1, problems: [{ place: other, reason }] });
    expect(seen).toHaveLength(1);

    const wrong = await queryloom(['ingest', named, '--allow-private', 'http://127.0.0.1/']);
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('"http://127.0.0.1/" is not a host') });
  });

  it('ends with 2 when it is not in the documents, and with 1 for what is no question', async () => {
    const missing = await queryloom(['query', 'What is the melting point of tungsten carbide?']);
    expect(missing).toMatchObject({ code: 2, out: expect.stringMatching(/not in your documents/i) });
    const wrong = await queryloom(['query', 'why?', '--top-k', 'many']);
    expect(wrong).toMatchObject({ code: 1, out: '', err: expect.stringContaining('top_k') });
  });

  it('says in one sentence that no server answers at --url', async () => {
    const { code, err } = await queryloom(['query', 'why?', '--url', 'http://127.0.0.1:1']);
    expect(code).toBe(1);
    expect(err.trim()).toBe('No Queryloom answers at http://127.0.0.1:1. Start one, or leave --url out.');
  });

  it('has doctor look at everything, and end with 1 when the server could not start', async () => {
    const { code, out } = await queryloom(['doctor', '--json'], { PORT: '0' });
    expect(code).toBe(0);
    const { findings } = JSON.parse(out);
    expect(findings.map(({ name, state }: Record<string, string>) => [name, state])).toEqual(
      ['configuration', 'node', 'embedding table', 'data folder', 'database', 'tiers', 'keys', 'port'].map((name) => [
        name,
        'ok',
      ]),
    );
    const wrong = await queryloom(['doctor'], { PORT: 'eighty' });
    expect(wrong).toMatchObject({ code: 1, out: expect.stringMatching(/^FAIL {2}configuration: PORT.*"eighty"/) });
  });

  it('prints the OpenAPI document', async () => {
    const { code, out } = await queryloom(['openapi']);
    expect(code).toBe(0);
    const document = JSON.parse(out);
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toContain('/api/query');
  });

  const old = oldNode();
  it.skipIf(old === undefined)('finds a Node that can run it when it is started by an old one', async () => {
    const { code, out } = await queryloom(['--help'], {}, old);
    expect(code).toBe(0);
    expect(out).toContain('Usage: queryloom');
  });
});
