import type { Feature } from '../../http/kit/define-route.ts';
import { addDocumentsRoute } from './add-documents.ts';
import { deleteDocumentRoute } from './delete-document.ts';
import type { DocumentsPorts } from './documents-ports.ts';
import { getDocumentRoute } from './get-document.ts';
import { listDocumentsRoute } from './list-documents.ts';
import { patchDocumentRoute } from './patch-document.ts';

/** Documents: put in, read, change, take out. */
export function documentsFeature(ports: DocumentsPorts): Feature {
  return {
    name: 'documents',
    description: 'Put documents in and take them out; a change holds in every index when its call returns.',
    routes: [
      addDocumentsRoute(ports),
      listDocumentsRoute(ports),
      getDocumentRoute(ports),
      patchDocumentRoute(ports),
      deleteDocumentRoute(ports),
    ],
  };
}
