import { checkInstallation } from '../compose/check-installation.ts';
import { readSettings } from '../config/env.ts';
import { isCodedError } from '../shared/errors.ts';
import { printJson } from './print.ts';

/** `queryloom doctor`: every finding with its remedy. Exit code 1 when something would stop the server. */
export async function doctor(options: { readonly json?: boolean }): Promise<number> {
  const findings = await findingsOf();
  if (options.json === true) printJson({ findings });
  else
    for (const { name, state, detail } of findings)
      console.log(`${state === 'ok' ? 'ok  ' : state === 'warning' ? 'look' : 'FAIL'}  ${name}: ${detail}`);
  return findings.some(({ state }) => state === 'failed') ? 1 : 0;
}

async function findingsOf() {
  try {
    const settings = readSettings();
    return [
      { name: 'configuration', state: 'ok', detail: 'every variable can be read' } as const,
      ...(await checkInstallation(settings)),
    ];
  } catch (error) {
    if (!isCodedError(error)) throw error;
    const issues = error.issues.map(({ path, message }) => `${path}: ${message}`).join('; ');
    return [{ name: 'configuration', state: 'failed', detail: issues === '' ? error.message : issues } as const];
  }
}
