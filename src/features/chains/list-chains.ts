import { z } from 'zod';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { isoTime } from '../../http/kit/fields.ts';
import { cursorCodec, cutPage, nextCursorField, pageFields } from '../../http/kit/paging.ts';
import { BUILT_IN_CHAINS } from './built-in-chains.ts';
import type { ChainLibrary } from './chain-library.ts';

const placeSchema = z.strictObject({ rank: z.number(), itemId: z.string() });
/** `builtIns`: how many of the built-in chains the pages before had. */
const cursors = cursorCodec('chains', z.strictObject({ builtIns: z.int().min(0), after: placeSchema.nullable() }));

const itemSchema = z.object({
  chain_id: z.string(),
  queries: z.array(z.string()),
  built_in: z.boolean(),
  created_at: z.string().nullable().describe('Null for chains that are built in.'),
});

type Position = { readonly builtIns: number; readonly after: z.infer<typeof placeSchema> | null };
type Entry = { readonly item: z.infer<typeof itemSchema>; readonly position: Position };

/** `GET /api/query/chains`: the built-in ones, then the tenant's own by id. */
export function listChainsRoute(library: ChainLibrary): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/api/query/chains',
    operationId: 'listChains',
    summary: 'List chains',
    query: z.strictObject(pageFields),
    answers: {
      200: z.object({
        chains: z.record(z.string(), z.array(z.string())).describe('Texts of the steps by id, of this page.'),
        items: z.array(itemSchema),
        count: z.int().describe('Chains on this page.'),
        next_cursor: nextCursorField,
      }),
    },
    async handler({ query, principal }) {
      const from: Position = cursors.decode(query.cursor) ?? { builtIns: 0, after: null };
      const builtIns = builtInEntries().slice(from.builtIns);
      const own = await ownEntries(library, { tenant: principal.tenant, after: from.after, limit: query.limit + 1 });
      const { page, last } = cutPage([...builtIns, ...own].slice(0, query.limit + 1), query.limit);
      return {
        chains: Object.fromEntries(page.map(({ item }) => [item.chain_id, item.queries])),
        items: page.map(({ item }) => item),
        count: page.length,
        next_cursor: last === null ? null : cursors.encode(last.position),
      };
    },
  });
}

function builtInEntries(): readonly Entry[] {
  return [...BUILT_IN_CHAINS].map(([chainId, queries], index) => ({
    item: { chain_id: chainId, queries: [...queries], built_in: true, created_at: null },
    position: { builtIns: index + 1, after: null },
  }));
}

type OwnPage = { readonly tenant: string; readonly after: Position['after']; readonly limit: number };

async function ownEntries({ shelf }: ChainLibrary, { tenant, after, limit }: OwnPage): Promise<readonly Entry[]> {
  const found = await shelf.list(tenant, { search: null, tags: [], limit, after });
  return found.map(({ itemId, rank, value, createdAtMs }) => ({
    item: { chain_id: itemId, queries: value.queries, built_in: false, created_at: isoTime(createdAtMs) },
    position: { builtIns: BUILT_IN_CHAINS.size, after: { rank, itemId } },
  }));
}
