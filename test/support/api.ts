/** A client for black-box tests: JSON in and out, nothing else hidden. Bodies are whatever the server sent. */
export function apiClient(url: string) {
  return async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const payload = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
    const contentType = payload === null ? {} : { 'content-type': 'application/json' };
    const response = await fetch(`${url}${path}`, { method, body: payload, headers: { ...contentType, ...headers } });
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json') === true;
    return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text };
  };
}

export type Api = ReturnType<typeof apiClient>;
