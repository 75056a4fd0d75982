/** What a metadata field can hold. Dates are ISO 8601 strings, which order as text. */
export type MetadataValue = string | number | boolean | readonly (string | number | boolean)[];
export type Metadata = Readonly<Record<string, MetadataValue>>;

type Scalar = string | number | boolean;

/**
 * A checked filter. `field` is `tags`, `id`, `title`, `uri` or a metadata key. On a list field (tags, array metadata) a comparison
 * holds when one element satisfies it; without a value (uri null, an empty list) a field does not exist. `gte`/`lte` compare numbers with numbers and strings with strings, never across.
 */
export type Filter =
  | { readonly op: 'eq'; readonly field: string; readonly value: Scalar }
  | { readonly op: 'in'; readonly field: string; readonly values: readonly Scalar[] }
  | { readonly op: 'gte' | 'lte'; readonly field: string; readonly value: number | string }
  | { readonly op: 'exists'; readonly field: string; readonly exists: boolean }
  | { readonly op: 'and' | 'or'; readonly filters: readonly Filter[] }
  | { readonly op: 'not'; readonly filter: Filter };
