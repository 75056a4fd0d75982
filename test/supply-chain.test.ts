import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lockProblems, manifestProblems } from './support/supply/check-lock.ts';
import { readAudit } from './support/supply/read-audit.ts';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url));
const json = (path: string): unknown => JSON.parse(read(path).toString());

describe('the packages', () => {
  it('are named by SHA-512, come from the registry alone, run nothing, and have licences that were looked at', () => {
    expect(lockProblems(json('package-lock.json'))).toEqual([]);
    expect(manifestProblems(json('package.json'))).toEqual([]);
  });

  it('may not run scripts at installation, and their hosts are not written down', () => {
    const settings = read('.npmrc').toString().split('\n');
    expect(settings).toContain('ignore-scripts=true');
    expect(settings).toContain('omit-lockfile-registry-resolved=true');
  });

  it.each([
    [{ integrity: undefined }, 'no SHA-512'],
    [{ integrity: `sha1-${'a'.repeat(27)}=` }, 'no SHA-512'],
    [{ resolved: 'git+ssh://git@example.org/planted.git' }, 'address of its own'],
    [{ hasInstallScript: true }, 'runs a script'],
    [{ license: 'AGPL-3.0-only' }, 'licence AGPL'],
    [{ license: undefined }, 'licence undefined'],
    [{ link: true }, 'no package of the registry'],
  ])('planted with %j would be seen', (change, problem) => {
    const sound = { version: '1.0.0', integrity: `sha512-${'a'.repeat(86)}==`, license: 'MIT' };
    const lock = (entry: object) => ({ lockfileVersion: 3, packages: { '': {}, 'node_modules/planted': entry } });
    expect(lockProblems(lock(sound))).toEqual([]);
    expect(lockProblems(lock({ ...sound, ...change }))).toEqual([expect.stringContaining(problem)]);
  });

  it.each(['github:a/b', 'https://a.example/b.tgz', 'file:../b', 'npm:other@1.0.0', 'latest', '*', '>=1'])(
    'asked for as %s would be seen',
    (range) => {
      expect(manifestProblems({ dependencies: { planted: range } })).toHaveLength(1);
    },
  );
});

describe('the bill of materials', () => {
  it('lists every package of the server with its hash, its licence and its address in the registry', () => {
    const bill: unknown = JSON.parse(
      execFileSync('npm', ['run', '--silent', 'sbom:print'], { encoding: 'utf8', maxBuffer: 2 ** 26 }),
    );
    expect(bill).toMatchObject({ bomFormat: 'CycloneDX' });
    const components = Object(bill).components;
    expect(components.length).toBeGreaterThan(100);
    for (const component of components)
      expect(component).toMatchObject({
        purl: expect.stringMatching(/^pkg:npm\//),
        hashes: [{ alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) }],
      });
    const unlicensed = components
      .filter((component: object) => !('licenses' in component))
      .map(({ name }: { name: string }) => name);
    expect(unlicensed).toEqual(['duck']);
  });
});

describe('the audit', () => {
  it.each([
    ['{"vulnerabilities":{},"metadata":{"dependencies":{"total":9}}}', { kind: 'clean' }],
    ['{"vulnerabilities":{"a":{"severity":"high"}},"metadata":{}}', { kind: 'vulnerable', packages: ['a (high)'] }],
    [
      '{"statusCode":405,"body":"","error":{"summary":"","detail":""}}',
      { kind: 'not run', reason: 'the registry answered 405' },
    ],
    [
      '{"message":"request to the registry failed","error":{}}',
      { kind: 'not run', reason: 'request to the registry failed' },
    ],
    ['{}', { kind: 'not run', reason: expect.any(String) }],
    ['', { kind: 'not run', reason: expect.any(String) }],
    ['<html>', { kind: 'not run', reason: expect.any(String) }],
  ])('reads %s', (output, result) => {
    expect(readAudit(output)).toEqual(result);
  });
});

describe('the embedding table', () => {
  it('is the one whose sums its manifest names', () => {
    const folder = 'models/static-minilm';
    const { files } = Object(json(`${folder}/manifest.json`));
    for (const name of ['table.i8', 'scales.f32', 'vocab.txt']) {
      const content = read(`${folder}/${name}`);
      expect({ bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') }).toEqual(
        files[name],
      );
    }
  });
});
