import { describe, expect, it } from 'vitest';
import { Turns } from './turns.ts';

/** A loop that turns when it is told to. */
function loop() {
  const waiting: (() => void)[] = [];
  const turns = new Turns({ yieldToLoop: () => new Promise((resolve) => void waiting.push(resolve)) });
  const turn = async (): Promise<void> => {
    for (const go of waiting.splice(0)) go();
    await Promise.resolve();
  };
  return { turns, turn, waiting };
}

describe('Turns', () => {
  it('begins one a turn, in the order of asking, never at once', async () => {
    const { turns, turn } = loop();
    const begun: string[] = [];
    for (const name of ['a', 'b', 'c']) turns.ask(() => begun.push(name));
    expect(begun).toEqual([]);
    await turn();
    expect(begun).toEqual(['a']);
    turns.ask(() => begun.push('d'));
    for (let i = 0; i < 3; i++) await turn();
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
  });

  it('asks for no turn when nothing waits, and for one when something comes again', async () => {
    const { turns, turn, waiting } = loop();
    let begun = 0;
    turns.ask(() => begun++);
    await turn();
    expect(waiting).toEqual([]);
    turns.ask(() => begun++);
    expect(waiting).toHaveLength(1);
    await turn();
    expect(begun).toBe(2);
  });

  it('gives who asks while the last one begins a turn of its own', async () => {
    const { turns, turn } = loop();
    const begun: string[] = [];
    turns.ask(() => {
      begun.push('first');
      turns.ask(() => begun.push('second'));
    });
    await turn();
    expect(begun).toEqual(['first']);
    await turn();
    expect(begun).toEqual(['first', 'second']);
  });
});
