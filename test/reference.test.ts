import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { clientTypes } from './support/client-types.ts';
import { openapiDocument } from './support/openapi-document.ts';
import { referencePages } from './support/reference.ts';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

describe('what `npm run reference` writes', () => {
  it.each(Object.entries(referencePages()))('docs/reference/%s is not stale', (name, text) => {
    expect(read(`docs/reference/${name}`)).toBe(text);
  });

  it('the types of the client are those of the operations', async () => {
    expect(read('src/client/api-types.ts')).toBe(clientTypes(await openapiDocument()));
  });
});
