import { Command } from 'commander';
import { isCodedError } from '../shared/errors.ts';

/** Commands load their code when they run, so that `--help` and short commands start fast. */
function program(): Command {
  const cli = new Command('queryloom').description('A query server for your own documents.').showHelpAfterError();
  cli
    .command('serve')
    .description('start the server')
    .action(finish(async () => (await import('./serve.ts')).serve()));
  cli
    .command('ingest <sources...>')
    .description('put documents in: files, folders, web addresses, JSONL')
    .option('--url <url>', 'a running server; the local one, or DATA_DIR itself, when left out')
    .option('--collection <name>', 'the collection to put them in')
    .option('--tag <tag...>', 'tags for all of them')
    .option('--allow-private <host...>', 'hosts of web addresses that need not be public, like those of an intranet')
    .option('--json', 'the outcome as JSON')
    .action(finish(async (sources, options) => (await import('./ingest.ts')).ingest(sources, options)));
  cli
    .command('query <text>')
    .description('ask a question')
    .option('--url <url>', 'a running server; the local one, or DATA_DIR itself, when left out')
    .option('--pattern <name>', 'bare, fast, fused or auto')
    .option('--collection <name>', 'the collection to ask')
    .option('--top-k <n>', 'sources to give')
    .option('--json', 'the whole answer as JSON')
    .action(finish(async (text, options) => (await import('./query.ts')).query(text, options)));
  keysCommands(cli.command('keys').description('make, list and end keys'));
  cli
    .command('doctor')
    .description('check configuration, data folder and model files')
    .option('--json', 'the findings as JSON')
    .action(finish(async (options) => (await import('./doctor.ts')).doctor(options)));
  cli
    .command('openapi')
    .description('print the OpenAPI document')
    .option('--json', 'JSON, which is also the default')
    .action(finish(async () => (await import('./openapi.ts')).openapi()));
  passOn(cli, 'eval', 'measure quality on a data set', async (args) => (await import('../../eval/main.ts')).main(args));
  passOn(cli, 'bench', 'measure speed', async (args) => (await import('../../bench/main.ts')).main(args));
  return cli;
}

/** Through a running server with API_KEY or ADMIN_KEY; where none runs, on DATA_DIR itself, which needs no key. */
function keysCommands(keys: Command): void {
  const command = (usage: string, description: string): Command =>
    keys
      .command(usage)
      .description(description)
      .option('--url <url>', 'a running server; the local one, or DATA_DIR itself, when left out')
      .option('--json', 'the answer as JSON');
  command('create', 'make a key; it is shown once')
    .requiredOption('--name <name>', 'what to tell it by')
    .option('--tenant <tenant>', 'whose it is; `default` runs the server')
    .option('--tier <tier>', 'what it may use')
    .option('--scope <scope...>', 'read, write, admin; read alone when left out')
    .option('--environment <name>', 'live or test, as it stands in the key')
    .option('--expires <when>', 'like 90d, 12h or 2027-01-31')
    .action(finish(async (options) => (await import('./keys.ts')).createKey(options)));
  command('list', 'list keys, newest first')
    .option('--tenant <tenant>', 'keys of this tenant alone')
    .option('--limit <n>', 'how many')
    .action(finish(async (options) => (await import('./keys.ts')).listKeys(options)));
  command('rotate <key_id>', 'give a key a new secret')
    .option('--overlap <time>', 'how long the old one stays good, like 24h; 0 ends it at once')
    .action(finish(async (keyId, options) => (await import('./keys.ts')).rotateKey(keyId, options)));
  command('revoke <key_id>', 'end a key').action(
    finish(async (keyId, options) => (await import('./keys.ts')).revokeKey(keyId, options)),
  );
  command('audit', 'list what was done to keys, newest first')
    .option('--tenant <tenant>', 'entries of this tenant alone')
    .option('--limit <n>', 'how many')
    .action(finish(async (options) => (await import('./keys.ts')).auditKeys(options)));
}

/** Commands that read their own arguments. */
function passOn(cli: Command, name: string, description: string, run: (args: string[]) => Promise<number>): void {
  cli
    .command(name)
    .description(description)
    .allowUnknownOption()
    .helpOption(false)
    .argument('[args...]')
    .action(finish((_args, _options, command: Command) => run(command.args)));
}

function finish<Args extends unknown[]>(run: (...args: Args) => Promise<number>): (...args: Args) => Promise<void> {
  return async (...args) => {
    process.exitCode = await run(...args);
  };
}

try {
  await program().parseAsync();
} catch (error) {
  if (!isCodedError(error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
