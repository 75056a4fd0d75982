/** One string for a tenant's document; the length in front keeps ("a", "bc") and ("ab", "c") apart. */
export function documentKey(tenant: string, documentId: string): string {
  return `${tenant.length}:${tenant}${documentId}`;
}
