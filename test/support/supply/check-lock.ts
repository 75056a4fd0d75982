import { isRecord } from '../../../src/shared/is-record.ts';

/** Packages that may run scripts at installation, and why; the project's own settings keep even these from doing so. */
const INSTALL_SCRIPTS: ReadonlyMap<string, string> = new Map();

/** Licences of packages, as SPDX names them: permissive ones, and MPL, whose terms end at the package's own files. */
const LICENCES: ReadonlySet<string> = new Set([
  'MIT',
  'Apache-2.0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'MPL-2.0',
  'MIT OR Apache-2.0',
  '(MIT AND Zlib)',
]);
/** Packages with another licence, and why they may be used. */
const LICENCE_EXCEPTIONS: ReadonlyMap<string, string> = new Map([
  ['jszip', 'MIT or GPL-3.0-or-later, by choice: taken under MIT'],
  ['duck', 'says BSD without a number; its LICENSE file is the BSD licence of two clauses'],
]);
const INTEGRITY = /^sha512-[A-Za-z0-9+/]{86}==$/;

/**
 * What is wrong with a lock file, a sentence each: a package without a SHA-512, one from a place of its own (git, a file, an address)
 * instead of the registry, one with an install script, one with a licence nobody looked at.
 */
export function lockProblems(lock: unknown): readonly string[] {
  if (!isRecord(lock) || lock['lockfileVersion'] !== 3 || !isRecord(lock['packages']))
    return ['not a lock file of version 3'];
  return Object.entries(lock['packages']).flatMap(([path, entry]) => {
    if (path === '') return [];
    if (!isRecord(entry)) return [`${path}: not an entry`];
    return packageProblems(path, entry);
  });
}

function packageProblems(path: string, entry: Readonly<Record<string, unknown>>): readonly string[] {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const { integrity, resolved, link, hasInstallScript, license } = entry;
  const problems: string[] = [];
  if (!path.includes('node_modules/') || link === true) problems.push('is no package of the registry');
  if (typeof integrity !== 'string' || !INTEGRITY.test(integrity)) problems.push('has no SHA-512');
  if (resolved !== undefined) problems.push(`comes from an address of its own, ${String(resolved)}`);
  if (hasInstallScript === true && !INSTALL_SCRIPTS.has(name)) problems.push('runs a script at installation');
  if (!LICENCE_EXCEPTIONS.has(name) && !(typeof license === 'string' && LICENCES.has(license)))
    problems.push(`has the licence ${String(license)}`);
  return problems.map((problem) => `${name} ${problem}`);
}

/** Dependencies of a manifest that are not a range of versions of the registry: addresses, files, other names, tags. */
export function manifestProblems(manifest: unknown): readonly string[] {
  if (!isRecord(manifest)) return ['not a manifest'];
  return ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'].flatMap((kind) => {
    const list = manifest[kind];
    if (!isRecord(list)) return [];
    return Object.entries(list)
      .filter(([, range]) => typeof range !== 'string' || !/^[\^~]?\d+\.\d+\.\d+$/.test(range))
      .map(([name, range]) => `${name} is asked for as ${String(range)}`);
  });
}
