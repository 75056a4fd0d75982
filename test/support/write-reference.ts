import { mkdir, writeFile } from 'node:fs/promises';
import { clientTypes } from './client-types.ts';
import { openapiDocument } from './openapi-document.ts';
import { referencePages } from './reference.ts';

const root = new URL('../../', import.meta.url);
const folder = new URL('docs/reference/', root);
await mkdir(folder, { recursive: true });
for (const [name, text] of Object.entries(referencePages())) await writeFile(new URL(name, folder), text);
await writeFile(new URL('src/client/api-types.ts', root), clientTypes(await openapiDocument()));
