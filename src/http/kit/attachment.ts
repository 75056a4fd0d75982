import type { FastifyReply } from 'fastify';

const FILE_NAME_LENGTH_MAX = 120;
const UNSAFE = /[^A-Za-z0-9._-]+/g;

/**
 * A file name that is safe on every system and in a header: ASCII letters, digits, `.`, `_` and `-`, no leading dot, at most
 * 120 characters, never empty.
 */
export function safeFileName(name: string): string {
  const cleaned = name
    .normalize('NFKD')
    .replace(UNSAFE, '-')
    .replace(/\.{2,}/g, '.');
  const trimmed = cleaned
    .slice(0, FILE_NAME_LENGTH_MAX)
    .replace(/^[.-]+/, '')
    .replace(/[.-]+$/, '');
  return trimmed === '' ? 'download' : trimmed;
}

/** Sends `text` as a download under a safe name. Return its result from the handler. */
export function sendAttachment(
  reply: FastifyReply,
  file: { readonly name: string; readonly contentType: string; readonly text: string },
): FastifyReply {
  return reply
    .header('content-type', file.contentType)
    .header('content-disposition', `attachment; filename="${safeFileName(file.name)}"`)
    .send(file.text);
}
