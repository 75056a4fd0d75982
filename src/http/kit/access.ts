import type { WorkClass } from '../../core/overload/load-shedding.ts';
import type { KeyScope } from '../../ports/caller.ts';

/** Who may use an operation, and what kind of work it is. */
export type Access = {
  /**
   * Scope a caller's key must have; `public` for everybody, without key or limit. When left out, reading (`GET`) needs `read`, anything
   * else `write`.
   */
  readonly scope?: KeyScope | 'public';
  /** Not for callers without a key, even where they may read: what others asked and did. */
  readonly needsKey?: boolean;
  /** Whose places in flight it takes; `query` when left out, and `admin` for operations of that scope. */
  readonly workClass?: WorkClass;
  /** Its time says nothing about the load: streams, and calls that wait for something else. */
  readonly unmeasured?: boolean;
};

/** The scope of an operation, with what is left out filled in. Probes are public. */
export function scopeOf({ scope, method, probe }: Access & { readonly method?: string; readonly probe?: boolean }) {
  if (scope !== undefined) return scope;
  if (probe === true) return 'public';
  return method === undefined || method === 'GET' ? 'read' : 'write';
}

/** The class of work of an operation, with what is left out filled in. */
export function workClassOf({ workClass, scope }: Access): WorkClass {
  return workClass ?? (scope === 'admin' ? 'admin' : 'query');
}
