import { readFileSync } from 'node:fs';
import { CodedError, type FieldIssue } from '../shared/errors.ts';
import { optionFacts } from './options.ts';
import { type Environment, environmentSchema, type Settings, toSettings } from './schema.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Characters of a wrong value that a message repeats. */
const VALUE_SHOWN_MAX = 80;
const MEBIBYTE = 1024 * 1024;

/**
 * Reads the configuration; the only reader of `process.env`. Variables it does not know are nobody's error; an empty one counts as unset.
 * Throws `CONFIG_INVALID` with every problem at once, each naming the variable, its value and what is allowed.
 */
export function readSettings(env: Variables = process.env): Settings {
  const issues: FieldIssue[] = [];
  const given = givenVariables(env, issues);
  const read = environmentSchema.safeParse(given);
  if (!read.success) {
    const wrong = new Set(read.error.issues.map((issue) => String(issue.path[0])));
    for (const name of wrong) issues.push({ path: name, message: wrongValue(name, given[name]) });
  } else issues.push(...conflicts(read.data));
  if (issues.length > 0 || !read.success) {
    const list = issues.map((issue) => `- ${issue.message}`).join('\n');
    throw new CodedError('CONFIG_INVALID', `The configuration is not valid:\n${list}`, { issues });
  }
  return toSettings(read.data);
}

function givenVariables(env: Variables, issues: FieldIssue[]): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [name, schema] of Object.entries(environmentSchema.shape)) {
    const value = optionFacts.get(schema)?.secret === true ? secret(env, name, issues) : env[name];
    if (value !== undefined && value !== '') given[name] = value;
  }
  return given;
}

/** The variable itself, or the content of the file that `<NAME>_FILE` names, without the line break editors leave at its end. */
function secret(env: Variables, name: string, issues: FieldIssue[]): string | undefined {
  const fileName = `${name}_FILE`;
  const value = env[name];
  const file = env[fileName];
  if (file === undefined || file === '') return value;
  if (value !== undefined && value !== '') {
    issues.push({ path: fileName, message: `${fileName} and ${name} are both set; set one of them.` });
    return undefined;
  }
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    issues.push({ path: fileName, message: `${fileName} is ${shown(file)}, which cannot be read (${reason}).` });
    return undefined;
  }
}

function wrongValue(name: string, value: string | undefined): string {
  const facts = optionFacts.get(environmentSchema.shape[isOptionName(name) ? name : 'HOST']);
  const given = facts?.secret === true ? 'has a value that is not shown' : `is ${shown(value ?? '')}`;
  return `${name} ${given}; allowed: ${facts?.allowed ?? 'see the reference'}.`;
}

function isOptionName(name: string): name is keyof typeof environmentSchema.shape {
  return Object.hasOwn(environmentSchema.shape, name);
}

function conflicts(environment: Environment): readonly FieldIssue[] {
  const issues: FieldIssue[] = [];
  if (environment.SHUTDOWN_GRACE_MS < environment.DRAIN_MS) {
    const message = `SHUTDOWN_GRACE_MS is ${environment.SHUTDOWN_GRACE_MS}; allowed: at least DRAIN_MS, which is ${environment.DRAIN_MS}.`;
    issues.push({ path: 'SHUTDOWN_GRACE_MS', message });
  }
  if (environment.CONNECTIONS_MAX <= environment.SOCKETS_MAX) {
    const message = `CONNECTIONS_MAX is ${environment.CONNECTIONS_MAX}; allowed: more than SOCKETS_MAX, which is ${environment.SOCKETS_MAX}.`;
    issues.push({ path: 'CONNECTIONS_MAX', message });
  }
  if (environment.BODIES_MB * MEBIBYTE < environment.DOCUMENT_BODY_BYTES_MAX) {
    const message = `BODIES_MB is ${environment.BODIES_MB}; allowed: at least DOCUMENT_BODY_BYTES_MAX, which is ${environment.DOCUMENT_BODY_BYTES_MAX} bytes.`;
    issues.push({ path: 'BODIES_MB', message });
  }
  return issues;
}

function shown(value: string): string {
  return JSON.stringify(value.length <= VALUE_SHOWN_MAX ? value : `${value.slice(0, VALUE_SHOWN_MAX)}…`);
}
