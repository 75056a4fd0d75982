import { describe, expect, it } from 'vitest';
import { BackgroundLog } from './background-log.ts';

/** A log that keeps its messages. */
function keeping() {
  const messages: string[] = [];
  return { messages, warn: (fields: object, message: string) => messages.push(`${message} ${JSON.stringify(fields)}`) };
}

describe('BackgroundLog', () => {
  it('hands lines to the log it has', () => {
    const log = new BackgroundLog();
    const sink = keeping();
    log.reportTo(sink);
    log.warn({ step: 'commit' }, 'again');
    expect(sink.messages).toEqual(['again {"step":"commit"}']);
  });

  it('keeps what comes before there is a log, in order, and gives it once', () => {
    const log = new BackgroundLog();
    for (const message of ['first', 'second']) log.warn({}, message);
    const sink = keeping();
    log.reportTo(sink);
    log.warn({}, 'third');
    log.reportTo(sink);
    expect(sink.messages).toEqual(['first {}', 'second {}', 'third {}']);
  });

  it('forgets the oldest beyond a hundred', () => {
    const log = new BackgroundLog();
    for (let i = 0; i < 105; i++) log.warn({}, String(i));
    const sink = keeping();
    log.reportTo(sink);
    expect(sink.messages).toHaveLength(100);
    expect([sink.messages.at(0), sink.messages.at(-1)]).toEqual(['5 {}', '104 {}']);
  });
});
