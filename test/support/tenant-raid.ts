import type { AcceptanceWorld } from './acceptance.ts';
import type { Api } from './api.ts';
import { type Operation, object } from './contract-check.ts';
import { sampleRequest } from './sample-request.ts';

/** A word in everything the raided tenant has, and in no request of anybody else. */
export const MARK = 'Zanzibarite';

/** Where the things of a tenant are, from its own answers. */
export type Loot = { readonly ids: readonly string[]; readonly cursors: readonly string[] };

/** One call too far: who asked for it, and what came. */
export type Leak = { readonly request: string; readonly answer: string };

/** Fields that are of the moment of asking. */
const OF_THE_MOMENT = { request_id: null, generated_at: null, period: null };

const COLLECTION = 'marked-collection';
/** Ids of one kind that are tried in every place. */
const IDS_OF_KIND_MAX = 2;

/** Saves one or two of everything, with the mark in it. */
export async function settle({ acme, acmeWith }: AcceptanceWorld): Promise<void> {
  const documents = ['one', 'two'].map((id) => ({
    id: `marked-${id}`,
    title: `${MARK} ${id}`,
    text: `${MARK} is mined by Ada Quill in shaft ${id}. ${MARK} is blue.`,
    tags: ['marked'],
    collection: COLLECTION,
  }));
  await acme('POST', '/api/documents?wait=indexed', { documents });
  const people = { user_id: 'marked-user', session_id: 'marked-session' };
  const asked = { text: `Who mines ${MARK}?`, collection: COLLECTION, ...people, cache: 'bypass' };
  for (const pattern of ['bare', 'fast']) await acme('POST', '/api/query', { ...asked, pattern });
  const { body } = await acme('POST', '/api/query', asked);
  await acme('POST', '/api/feedback', { query_id: body.query_id, rating: 4, comment: MARK });
  await acme('POST', '/api/events', { type: 'visit', ...people });
  for (const n of ['1', '2']) {
    const question = { name: `${MARK} ${n}`, query_text: `What is ${MARK}?` };
    await acme('POST', '/api/bookmarks/create', { bookmark_id: `marked-b${n}`, ...question });
    await acme('POST', '/api/templates/create', { template_id: `marked-t${n}`, template: `${MARK} {topic}` });
    await acme('POST', '/api/query/chains/create', { chain_id: `marked-c${n}`, queries: [`${MARK} {topic}`] });
  }
  await acme('PUT', '/api/query/dictionary/ZZT', { long: MARK });
  await acme('POST', '/api/suggestions/add', { suggestion: `${MARK} mines` });
  const experiment = { experiment_id: 'marked-e', description: MARK, variants: ['a', 'b'], metrics: ['won'] };
  await acme('POST', '/api/experiments', experiment);
  await acme('POST', '/api/experiments/marked-e/assign', { unit: 'marked-unit' });
  await acmeWith({ name: `${MARK} key`, scopes: ['read'] });
}

/** Collects ids and cursors from every list a tenant may read. */
export async function loot(api: Api, operations: readonly Operation[]): Promise<Loot> {
  const ids = new Map([['unit', new Set(['marked-unit'])]]);
  const cursors = new Set<string>();
  for (const operation of operations) {
    if (operation.method !== 'get' || operation.pathNames.length > 0) continue;
    const { path } = sampleRequest(operation);
    const paged = operation.query.some(({ name }) => name === 'limit') ? [path, withQuery(path, 'limit', '1')] : [path];
    for (const url of paged) {
      const { body, headers } = await api('GET', url);
      collect(body, ids);
      const next = headers.get('x-next-cursor') ?? object(body)['next_cursor'];
      if (typeof next === 'string') cursors.add(next);
    }
  }
  return { ids: [...new Set([...ids.values()].flatMap((kind) => [...kind]))], cursors: [...cursors] };
}

/** Tries every id in every place of every operation, and every cursor on every list; the answers with the mark in them. */
export async function raid(
  api: Api,
  operations: readonly Operation[],
  { ids, cursors }: Loot,
): Promise<{ readonly calls: number; readonly leaks: readonly Leak[] }> {
  const leaks: Leak[] = [];
  let calls = 0;
  const attempt = async (operation: Operation, path: string, body?: unknown): Promise<void> => {
    const answer = await api(operation.method.toUpperCase(), path, body);
    calls++;
    const text = JSON.stringify(answer.body);
    if (text.includes(MARK)) leaks.push({ request: `${operation.id} ${path} ${JSON.stringify(body)}`, answer: text });
  };
  // What deletes comes last, so that there is something to find until then.
  for (const operation of operations.toSorted(
    (a, b) => Number(a.method === 'delete') - Number(b.method === 'delete'),
  )) {
    const { path, body } = sampleRequest(operation);
    await attempt(operation, path, body);
    for (const id of placesForIds(operation, body).length + operation.pathNames.length > 0 ? ids : []) {
      await attempt(operation, pathWith(operation, id), bodyWith(operation, body, id));
    }
    if (!operation.query.some(({ name }) => name === 'cursor')) continue;
    for (const cursor of cursors) await attempt(operation, withQuery(path, 'cursor', cursor));
  }
  return { calls, leaks };
}

/** Everything a tenant can read, by operation; equal before and after whatever others did. */
export async function inventory(api: Api, operations: readonly Operation[], loot: Loot): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const operation of operations) {
    if (operation.method !== 'get') continue;
    const paths =
      operation.pathNames.length === 0
        ? [sampleRequest(operation).path]
        : loot.ids.map((id) => pathWith(operation, id));
    for (const path of paths) {
      const { status, body } = await api('GET', path);
      found.set(path, `${status} ${JSON.stringify({ ...object(body), ...OF_THE_MOMENT })}`);
    }
  }
  return found;
}

function withQuery(path: string, name: string, value: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}${name}=${encodeURIComponent(value)}`;
}

function pathWith(operation: Operation, id: string): string {
  const path = operation.pathNames.reduce(
    (text, name) => text.replace(`{${name}}`, encodeURIComponent(id)),
    operation.path,
  );
  const names = operation.query.map(({ name }) => name).filter(isIdName);
  const right = new URLSearchParams(Object.fromEntries(operation.queryRequired.map((name) => [name, 'lamp'])));
  for (const name of names) right.set(name, id);
  return right.size === 0 ? path : `${path}?${right}`;
}

function bodyWith(operation: Operation, sample: unknown, id: string): unknown {
  if (operation.body === null) return undefined;
  const names = placesForIds(operation, sample);
  const lists = new Set(['query_ids', 'tags']);
  return { ...object(sample), ...Object.fromEntries(names.map((name) => [name, lists.has(name) ? [id, id] : id])) };
}

/** Fields of a body that name something of a tenant's. */
function placesForIds({ body }: Operation, sample: unknown): readonly string[] {
  if (body === null) return [];
  const documented = [body, ...[body['anyOf'], body['oneOf']].flat().map(object)].flatMap((shape) =>
    Object.keys(object(object(shape)['properties'])),
  );
  return [...new Set([...documented, ...Object.keys(object(sample))])].filter(isIdName);
}

function isIdName(name: string): boolean {
  return /(?:^|_)ids?$/.test(name) || ['collection', 'unit', 'tag', 'tags', 'short', 'user'].includes(name);
}

function collect(value: unknown, ids: Map<string, Set<string>>): void {
  if (Array.isArray(value)) for (const each of value) collect(each, ids);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      if (typeof inner === 'string' && isIdName(name) && inner !== 'default') keep(name, inner, ids);
      else collect(inner, ids);
    }
  }
}

function keep(kind: string, id: string, ids: Map<string, Set<string>>): void {
  const known = ids.get(kind) ?? new Set();
  if (known.size < IDS_OF_KIND_MAX && id.length <= 256) ids.set(kind, known.add(id));
}

/** Paths whose answers differ between two inventories. */
export function differences(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] {
  return [...before.keys()].filter((path) => before.get(path) !== after.get(path));
}
