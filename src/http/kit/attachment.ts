import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { cutEnd } from '../../shared/text.ts';

const FILE_NAME_LENGTH_MAX = 120;
/** Bytes held for a slow reader before the source is not asked for more. */
const BUFFERED_BYTES_MAX = 64 * 1024;
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
  const head = cleaned.slice(0, FILE_NAME_LENGTH_MAX).replace(/^[.-]+/, '');
  const trimmed = cutEnd(head, (character) => '.-'.includes(character));
  return trimmed === '' ? 'download' : trimmed;
}

/** Sends `text` as a download under a safe name. Return its result from the handler. */
export function sendAttachment(
  reply: FastifyReply,
  { text, ...file }: AttachmentHead & { readonly text: string },
): FastifyReply {
  return withHead(reply, file).send(text);
}

/**
 * Sends `pieces` as a download. The source is asked for more only as fast as the client reads, and is ended when the client leaves.
 * What it throws before its first piece is answered as any error; later the connection is cut, so that the file is seen to be incomplete.
 */
export function sendStream(
  reply: FastifyReply,
  { pieces, ...file }: AttachmentHead & { readonly pieces: AsyncIterable<string> },
): FastifyReply {
  const source = Readable.from(pieces, { objectMode: false, highWaterMark: BUFFERED_BYTES_MAX });
  return withHead(reply, file).send(source);
}

type AttachmentHead = { readonly name: string; readonly contentType: string };

function withHead(reply: FastifyReply, { name, contentType }: AttachmentHead): FastifyReply {
  return reply
    .header('content-type', contentType)
    .header('content-disposition', `attachment; filename="${safeFileName(name)}"`);
}
