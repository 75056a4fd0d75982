/** Whose documents, and which collection of them: the key of every record, index entry and job. Indexes never mix two scopes. */
export type Scope = { readonly tenant: string; readonly collection: string };

/** A scope as one string, for maps: the length in front keeps ("a", "bc") and ("ab", "c") apart, whatever the names hold. */
export function scopeKey({ tenant, collection }: Scope): string {
  return `${tenant.length}:${tenant}${collection}`;
}

/** Who asks. Routes resolve it once; everything below takes it as it is. */
export type Principal = {
  readonly tenant: string;
  readonly tier: string;
  readonly scopes: readonly ('read' | 'write' | 'admin')[];
  readonly userId: string | null;
};

export const DEFAULT_TENANT = 'default';
export const DEFAULT_COLLECTION = 'default';
