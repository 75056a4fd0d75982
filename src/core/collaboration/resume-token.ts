import { createHash } from 'node:crypto';
import { CodedError } from '../../shared/errors.ts';
import { newId, type RandomSource } from '../../shared/ids.ts';

/**
 * Who a member is over reconnections. The id is shown to everybody; the secret, of which the id is a hash, only to its member: knowing an
 * id does not let anybody take its place. Nothing of it is stored.
 */
export type Identity = { readonly memberId: string; readonly secret: string };

const TOKEN_PATTERN = /^(s_[0-9a-z]{26})\.(t_[0-9a-z]{26})$/;
/** Characters of the hash that an id shows: 80 bits, beyond finding a second secret for one. */
const ID_LENGTH = 16;

/** Somebody new: 128 random bits of secret. */
export function newIdentity(random: RandomSource): Identity {
  return identityOf(newId('s', random));
}

/** What a member sends to come back: its secret, and the epoch in which its numbers count. */
export function resumeToken({ secret }: Identity, epoch: string): string {
  return `${secret}.${epoch}`;
}

/** Throws `REQUEST_INVALID` for what is no token. */
export function readResumeToken(token: string): { readonly identity: Identity; readonly epoch: string } {
  const [, secret, epoch] = TOKEN_PATTERN.exec(token) ?? [];
  if (secret !== undefined && epoch !== undefined) return { identity: identityOf(secret), epoch };
  const message = 'not a token of a room; send the `resume` of an earlier `presence` message, or leave it out';
  throw new CodedError('REQUEST_INVALID', `resume: ${message}`, { issues: [{ path: 'resume', message }] });
}

function identityOf(secret: string): Identity {
  return { secret, memberId: `m_${createHash('sha256').update(secret).digest('hex').slice(0, ID_LENGTH)}` };
}
