// Renders /openapi.json. Text only ever becomes text nodes, so nothing in the document can become markup.

/** Levels of a schema that are shown; deeper ones are in the document. */
const DEPTH_MAX = 5;

const byId = (id) => document.getElementById(id);

function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

function resolve(api, schema) {
  if (!schema?.$ref) return schema ?? {};
  return api.components.schemas[schema.$ref.split('/').at(-1)] ?? {};
}

function typeName(api, schema) {
  if (schema?.$ref) return schema.$ref.split('/').at(-1);
  if (schema?.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema && 'const' in schema) return JSON.stringify(schema.const);
  const branches = schema?.anyOf ?? schema?.oneOf;
  if (branches) return branches.map((branch) => typeName(api, branch)).join(' | ');
  if (schema?.type === 'array') return `list of ${typeName(api, schema.items)}`;
  return [schema?.type ?? 'any'].flat().join(' | ');
}

function limits(schema) {
  const parts = [];
  const { minimum, maximum, minLength, maxLength, maxItems } = schema ?? {};
  // Bounds at the edge of what a number can hold say nothing.
  if (minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER) parts.push(`≥ ${minimum}`);
  if (maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER) parts.push(`≤ ${maximum}`);
  if (minLength) parts.push(`at least ${minLength} characters`);
  if (maxLength !== undefined) parts.push(`at most ${maxLength} characters`);
  if (maxItems !== undefined) parts.push(`at most ${maxItems} items`);
  if (schema?.default !== undefined) parts.push(`default ${JSON.stringify(schema.default)}`);
  return parts.join(', ');
}

function rows(api, schema, prefix = '', depth = 0) {
  const shape = resolve(api, schema);
  const inner = shape.type === 'array' ? resolve(api, shape.items) : shape;
  const object = inner.properties
    ? inner
    : (inner.anyOf ?? []).map((branch) => resolve(api, branch)).find((branch) => branch.properties);
  if (!object || depth >= DEPTH_MAX) return [];
  return Object.entries(object.properties).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const required = object.required?.includes(name) ?? false;
    const list = resolve(api, field).type === 'array';
    return [fieldRow(api, path, field, required), ...rows(api, field, `${path}${list ? '[]' : ''}.`, depth + 1)];
  });
}

function fieldRow(api, name, field, required) {
  const about = [field.description ?? resolve(api, field).description, limits(field)].filter(Boolean).join(' ');
  return make(
    'tr',
    {},
    make('td', {}, make('code', {}, name), required ? '' : make('span', { class: 'type' }, ' optional')),
    make('td', { class: 'type' }, typeName(api, field)),
    make('td', {}, about),
  );
}

function table(caption, body) {
  if (body.length === 0) return null;
  const head = make('tr', {}, ...['Name', 'Type', 'Meaning'].map((text) => make('th', { scope: 'col' }, text)));
  const content = make('table', { 'aria-label': caption }, make('thead', {}, head), make('tbody', {}, ...body));
  return make('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': caption }, content);
}

function example(api, schema, depth = 0) {
  const shape = resolve(api, schema);
  if (shape.example !== undefined) return shape.example;
  if (shape.default !== undefined) return shape.default;
  if (shape.enum) return shape.enum[0];
  if ('const' in shape) return shape.const;
  const branch = (shape.anyOf ?? shape.oneOf)?.[0];
  if (branch) return example(api, branch, depth);
  const type = [shape.type].flat()[0];
  if (type === 'object') {
    const fields = depth < DEPTH_MAX ? Object.entries(shape.properties ?? {}) : [];
    return Object.fromEntries(fields.map(([name, field]) => [name, example(api, field, depth + 1)]));
  }
  if (type === 'array') return depth < DEPTH_MAX ? [example(api, shape.items, depth + 1)] : [];
  return { string: '…', number: 0, integer: Math.max(shape.minimum ?? 0, 0), boolean: false }[type] ?? null;
}

function curl(api, method, path, operation) {
  const content = operation.requestBody?.content?.['application/json'];
  const lines = [`curl${method === 'get' ? '' : ` -X ${method.toUpperCase()}`} '${location.origin}${path}'`];
  if (content) {
    const body = content.example ?? example(api, content.schema);
    lines.push(`-H 'content-type: application/json'`, `-d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`);
  }
  return lines.join(' \\\n  ');
}

function copyable(text, title) {
  const button = make('button', { type: 'button' }, 'Copy');
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
  });
  const code = make('pre', { tabindex: '0' }, make('code', {}, text));
  return [make('div', { class: 'bar' }, make('h3', {}, title), button), code];
}

function answers(api, responses) {
  return Object.entries(responses).flatMap(([status, response]) => {
    const parts = [
      make('h3', {}, `${status} `, make('span', { class: 'type' }, response.description.replaceAll('`', ''))),
    ];
    for (const [type, { schema }] of Object.entries(response.content ?? {})) {
      if (type === 'application/problem+json') continue;
      if (type !== 'application/json')
        parts.push(make('p', {}, make('code', {}, type), ` ${schema?.description ?? ''}`));
      parts.push(table(`Answer ${status}`, rows(api, schema)));
      if (type === 'application/json') {
        const text = JSON.stringify(example(api, schema), null, 2);
        parts.push(
          make('details', {}, make('summary', {}, 'Example'), make('pre', { tabindex: '0' }, make('code', {}, text))),
        );
      }
    }
    return parts;
  });
}

function operationCard(api, path, method, operation) {
  const body = operation.requestBody?.content?.['application/json'];
  const parameters = (operation.parameters ?? []).map((parameter) =>
    fieldRow(
      api,
      `${parameter.name} (${parameter.in})`,
      { ...parameter.schema, description: parameter.description },
      parameter.required,
    ),
  );
  const card = make(
    'details',
    { id: operation.operationId },
    make(
      'summary',
      {},
      make('span', { class: `method ${method}` }, method.toUpperCase()),
      make('code', {}, path),
      make('span', { class: 'what' }, operation.summary ?? ''),
    ),
  );
  card.dataset.words =
    `${method} ${path} ${operation.operationId} ${operation.summary} ${operation.tags}`.toLowerCase();
  // Filled when it is first opened: a page of sixty operations stays quick on a phone.
  card.addEventListener('toggle', () => {
    if (card.open && card.childElementCount === 1) {
      card.append(
        make(
          'div',
          { class: 'inside' },
          operation.description ? make('p', {}, operation.description) : null,
          parameters.length > 0 ? make('h3', {}, 'Parameters') : null,
          table('Parameters', parameters),
          body ? make('h3', {}, 'Body') : null,
          body ? table('Body', rows(api, body.schema)) : null,
          ...copyable(curl(api, method, path, operation), 'Try it'),
          ...answers(api, operation.responses),
        ),
      );
    }
  });
  return card;
}

/** One table for each shape of a message: a socket's messages are told apart by a field that names their kind. */
function messages(api, title, schema) {
  const shapes = schema.oneOf ?? schema.anyOf ?? [schema];
  return [make('h3', {}, title), ...shapes.map((shape) => table(title, rows(api, shape)))];
}

function socketCard(api, path, socket) {
  const inside = make(
    'div',
    { class: 'inside' },
    make('p', {}, socket.description),
    ...messages(api, 'Client sends', socket.clientMessage),
    ...messages(api, 'Server sends', socket.serverMessage),
  );
  const summary = make(
    'summary',
    {},
    make('span', { class: 'method get' }, 'WS'),
    make('code', {}, path),
    make('span', { class: 'what' }, socket.summary),
  );
  const card = make('details', { id: socket.operationId }, summary, inside);
  card.dataset.words = `ws websocket ${path} ${socket.operationId} ${socket.summary} ${socket.tags}`.toLowerCase();
  return card;
}

function render(api) {
  byId('version').textContent = api.info.version;
  byId('intro').textContent = api.info.description;
  const main = byId('operations');
  const operations = Object.entries(api.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );
  const sockets = Object.entries(api['x-websockets'] ?? {});
  for (const tag of api.tags) {
    const own = operations.filter(({ operation }) => operation.tags.includes(tag.name));
    const ownSockets = sockets.filter(([, socket]) => socket.tags.includes(tag.name));
    if (own.length + ownSockets.length === 0) continue;
    byId('areas').append(make('li', {}, make('a', { href: `#area-${tag.name}` }, tag.name)));
    const cards = own.map(({ path, method, operation }) => operationCard(api, path, method, operation));
    cards.push(...ownSockets.map(([path, socket]) => socketCard(api, path, socket)));
    main.append(
      make(
        'section',
        {},
        make('h2', { id: `area-${tag.name}` }, tag.name),
        make('p', {}, tag.description ?? ''),
        ...cards,
      ),
    );
  }
  byId('status').textContent = `${operations.length + sockets.length} operations`;
}

function search(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const section of document.querySelectorAll('main section')) {
    let shown = 0;
    for (const card of section.querySelectorAll(':scope > details')) {
      card.hidden = !words.every((word) => card.dataset.words.includes(word));
      if (!card.hidden) shown++;
    }
    section.hidden = shown === 0;
    found += shown;
  }
  byId('status').textContent = `${found} operations`;
}

function openLinked() {
  const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  if (target instanceof HTMLDetailsElement) target.open = true;
  target?.scrollIntoView();
}

try {
  const response = await fetch('/openapi.json');
  if (!response.ok) throw new Error(`status ${response.status}`);
  render(await response.json());
  byId('search').addEventListener('input', (event) => search(event.target.value));
  addEventListener('hashchange', openLinked);
  openLinked();
} catch (error) {
  byId('status').textContent = `The document could not be loaded (${error.message}).`;
}
