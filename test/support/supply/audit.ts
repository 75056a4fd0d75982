import { spawnSync } from 'node:child_process';
import { readAudit } from './read-audit.ts';

/**
 * Compares the packages with the known vulnerabilities, where the registry can. Ends with 0 only when it was done and found nothing, with 1
 * when it found something, and with 2 when it could not be run; `--allow-unavailable` makes that last one 0, and says so.
 */
const { stdout, error } = spawnSync('npm', ['audit', '--json', '--omit', 'dev'], { encoding: 'utf8' });
const result = error === undefined ? readAudit(stdout) : { kind: 'not run' as const, reason: error.message };

switch (result.kind) {
  case 'clean':
    console.log('audit: done, no known vulnerability in the packages of the server');
    break;
  case 'vulnerable':
    console.log(`audit: FOUND vulnerabilities in ${result.packages.join(', ')}`);
    process.exitCode = 1;
    break;
  case 'not run':
    console.log(`audit: NOT RUN, nothing was checked: ${result.reason}. Run it where the registry can audit.`);
    process.exitCode = process.argv.includes('--allow-unavailable') ? 0 : 2;
    break;
}
