import cliProgress from 'cli-progress';

/** How far a long work is. `done` ends the display. */
export type Progress = { readonly update: (count: number, total: number) => void; readonly done: () => void };

/** Lines on a pipe or in a log: one a tenth of the work, so that a file does not fill. */
const PLAIN_STEPS = 10;

/** A bar with rate and time left on a terminal, a line a tenth elsewhere, nothing with `quiet`. Written to stderr. */
export function openProgress(label: string, { quiet }: { readonly quiet: boolean }): Progress {
  if (quiet) return { update: () => undefined, done: () => undefined };
  return process.stderr.isTTY ? bar(label) : plain(label);
}

function bar(label: string): Progress {
  const format = `${label} {bar} {percentage}% | {value}/{total} | {speed}/s | {eta_formatted} left`;
  const view = new cliProgress.SingleBar(
    { format, stream: process.stderr, hideCursor: true },
    cliProgress.Presets.shades_classic,
  );
  const startedMs = performance.now();
  let started = false;
  return {
    update(count, total) {
      if (!started) view.start(total, 0, { speed: 0 });
      started = true;
      view.setTotal(total);
      view.update(count, { speed: Math.round(count / Math.max(0.001, (performance.now() - startedMs) / 1000)) });
    },
    done() {
      if (started) view.stop();
    },
  };
}

function plain(label: string): Progress {
  let step = 0;
  return {
    update(count, total) {
      const reached = total === 0 ? PLAIN_STEPS : Math.floor((count / total) * PLAIN_STEPS);
      if (reached <= step) return;
      step = reached;
      process.stderr.write(`${label}: ${count} of ${total}\n`);
    },
    done: () => undefined,
  };
}
