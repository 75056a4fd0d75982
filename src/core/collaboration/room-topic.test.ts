import { describe, expect, it } from 'vitest';
import { roomTopic, SESSION_ID_PATTERN } from './room-topic.ts';

describe('rooms and their streams', () => {
  it('are apart for every tenant and session', () => {
    const names = [roomTopic('a', 'b'), roomTopic('a/b', 'c'), roomTopic('a', 'b/c'), roomTopic('b', 'a')];
    expect(new Set(names).size).toBe(names.length);
  });

  it('have ids that are safe everywhere', () => {
    for (const id of ['s', 'team-1', 'a.b_c:d@e', 'x'.repeat(128)]) expect(id).toMatch(SESSION_ID_PATTERN);
    for (const id of ['', '..', '.hidden', 'a/b', 'a b', 'ä', '<x>', 'x'.repeat(129)])
      expect(id).not.toMatch(SESSION_ID_PATTERN);
  });
});
