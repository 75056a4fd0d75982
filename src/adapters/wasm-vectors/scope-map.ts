import type { Scope } from '../../ports/scope.ts';

/** Values by scope; the caller deletes a scope with its last entry, so that the map is as small as the scopes in use. */
export class ScopeMap<T> {
  readonly #values = new Map<string, T>();

  get(scope: Scope): T | undefined {
    return this.#values.get(keyOf(scope));
  }

  /** The scope's value, made when it is not there. */
  open(scope: Scope, make: () => T): T {
    const key = keyOf(scope);
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.#values.set(key, made);
    return made;
  }

  delete(scope: Scope): void {
    this.#values.delete(keyOf(scope));
  }

  values(): Iterable<T> {
    return this.#values.values();
  }
}

/** The length in front keeps ("a", "b:c") and ("a:b", "c") apart. */
function keyOf(scope: Scope): string {
  return `${scope.tenant.length}:${scope.tenant}:${scope.collection}`;
}
