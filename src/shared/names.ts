/** Names of collections: what is safe in a path, a file name and a label. */
export const COLLECTION_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/;

/** Names of tenants: what is safe in a header, a file name and a log line. */
export const TENANT_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/;

/** A chunk key as it stands on the wire: `c_` and base 36. */
export function chunkId(chunk: number): string {
  return `c_${chunk.toString(36)}`;
}
