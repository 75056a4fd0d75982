import type { FastifyInstance } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { CodedError } from '../../shared/errors.ts';
import { parseJsonBody } from './json-body.ts';

/** Bodies are JSON in UTF-8 and nothing else: any other type, charset or content coding is a 415. */
export const bodyPlugin = fastifyPlugin(
  (app: FastifyInstance, _options: object, done) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, parsed) => {
      try {
        checkEncoding(request.headers['content-type'], request.headers['content-encoding']);
        parsed(null, typeof body === 'string' || body.length === 0 ? undefined : parseJsonBody(body));
      } catch (error) {
        parsed(error instanceof Error ? error : new Error(String(error)));
      }
    });
    done();
  },
  { name: 'queryloom-body', fastify: '5.x', dependencies: ['queryloom-errors'] },
);

function checkEncoding(contentType: string | undefined, contentEncoding: string | undefined): void {
  if (contentEncoding !== undefined && contentEncoding !== 'identity') {
    throw unsupported('Bodies are sent uncompressed, without a Content-Encoding.');
  }
  if (contentType === undefined || contentType === 'application/json') return;
  const charset = /;\s*charset\s*=\s*"?([^";\s]{1,40})/i.exec(contentType)?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) throw unsupported('JSON bodies are UTF-8.');
}

function unsupported(message: string): CodedError {
  return new CodedError('REQUEST_UNSUPPORTED_MEDIA_TYPE', message);
}
