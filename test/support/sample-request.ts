import { type Operation, object } from './contract-check.ts';

/** A request that its operation takes, but for ids nobody has. */
export type SampleRequest = { readonly method: string; readonly path: string; readonly body: unknown };

/** From the document alone: the example body, a word for every parameter that must be there. */
export function sampleRequest({ method, path, pathNames, queryRequired, body, example }: Operation): SampleRequest {
  const filled = pathNames.reduce((text, name) => text.replace(`{${name}}`, 'nobody_1'), path);
  const query = new URLSearchParams(Object.fromEntries(queryRequired.map((name) => [name, 'lamp']))).toString();
  return {
    method: method.toUpperCase(),
    path: query === '' ? filled : `${filled}?${query}`,
    body: body === null ? undefined : object(example),
  };
}
