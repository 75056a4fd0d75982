import { object } from './contract-check.ts';
import { startTenantServer } from './tenant-server.ts';

/** The OpenAPI document as a server gives it. */
export async function openapiDocument(): Promise<Readonly<Record<string, unknown>>> {
  const server = await startTenantServer();
  try {
    const answer = await fetch(`${server.url}/openapi.json`);
    return object(await answer.json());
  } finally {
    await server.close();
  }
}
