import type { FastifyInstance } from 'fastify';

/** The paths of a server and the methods each answers; grows only while routes are registered. */
export type RouteTable = { methodsOf(path: string): readonly string[] };

/** Watches registrations, so that an unknown method on a known path can be told from an unknown path. */
export function watchRoutes(app: FastifyInstance): RouteTable {
  const methodsByPattern = new Map<string, Set<string>>();
  app.addHook('onRoute', (route) => {
    const methods = methodsByPattern.get(route.url) ?? new Set<string>();
    for (const method of [route.method].flat()) methods.add(method);
    methodsByPattern.set(route.url, methods);
  });
  return {
    methodsOf(path) {
      const segments = path.split('/');
      const allowed = new Set<string>();
      for (const [pattern, methods] of methodsByPattern) {
        if (!matches(pattern.split('/'), segments)) continue;
        for (const method of methods) allowed.add(method);
      }
      return [...allowed].sort();
    },
  };
}

function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  if (pattern.at(-1) === '*') return false;
  if (pattern.length !== segments.length) return false;
  return pattern.every((part, index) => (part.startsWith(':') ? segments[index] !== '' : part === segments[index]));
}
