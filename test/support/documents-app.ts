import { documentsFeature } from '../../src/features/documents/routes.ts';
import { ingestsFeature } from '../../src/features/ingests/routes.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { CodedError } from '../../src/shared/errors.ts';
import { systemScheduler } from '../../src/shared/scheduler.ts';
import type { IngestWorld } from './ingest-world.ts';
import { testApp } from './test-app.ts';

/** Takes plain text and anything that calls itself bytes; what says `unreadable` is refused as a sniffer would. */
export function sniffer(contentType: string, content: string | Uint8Array): CodedError | null {
  if (contentType === 'image/png') return new CodedError('DOCUMENT_UNSUPPORTED_TYPE', 'Pictures cannot be read.');
  const text = typeof content === 'string' ? content : Buffer.from(content).toString();
  if (text.trim() === '') return new CodedError('DOCUMENT_EMPTY', 'There is nothing in it.');
  return text.includes('unreadable') ? new CodedError('DOCUMENT_PDF_INVALID', 'That is no PDF.') : null;
}

/** The server with the operations on documents and ingests over a world; the header `x-tenant` says who asks. */
export async function documentsApp({ service, documents }: Pick<IngestWorld, 'service' | 'documents'>) {
  const time = { clock: systemClock, scheduler: systemScheduler };
  const { app } = await testApp({
    features: [
      documentsFeature({ ingests: service, documents, sniffer, ...time, bodyBytesMax: 1024 * 1024 }),
      ingestsFeature(service),
    ],
    principal: (request) => ({
      tenant: String(request.headers['x-tenant'] ?? 'acme'),
      tier: 'local',
      scopes: ['read', 'write'],
      userId: null,
    }),
  });
  const call = async (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body?: object, headers = {}) => {
    const payload = body === undefined ? {} : { payload: body };
    const response = await app.inject({ method, url, headers, ...payload });
    const isJson = response.headers['content-type']?.toString().includes('json') === true;
    return { status: response.statusCode, headers: response.headers, body: isJson ? response.json() : response.body };
  };
  return { app, call };
}
