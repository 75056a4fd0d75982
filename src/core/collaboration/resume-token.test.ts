import { describe, expect, it } from 'vitest';
import { newId, systemRandom } from '../../shared/ids.ts';
import { newIdentity, readResumeToken, resumeToken } from './resume-token.ts';

const EPOCH = newId('t', systemRandom);

describe('resume tokens', () => {
  it('bring back the same member in the same epoch', () => {
    const identity = newIdentity(systemRandom);
    expect(readResumeToken(resumeToken(identity, EPOCH))).toEqual({ identity, epoch: EPOCH });
  });

  it('show an id that does not give the secret away, and differs for everybody', () => {
    const [one, two] = [newIdentity(systemRandom), newIdentity(systemRandom)];
    expect(one.memberId).toMatch(/^m_[0-9a-f]{16}$/);
    expect(one.secret).not.toContain(one.memberId.slice(2));
    expect(one.memberId).not.toBe(two.memberId);
  });

  it.each(['', 'x', 's_.t_', `m_0123456789abcdef.${EPOCH}`, `${newId('s')}.${EPOCH} `])('refuses %j', (token) => {
    expect(() => readResumeToken(token)).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID' }));
  });
});
