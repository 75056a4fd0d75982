import { type Scope, scopeKey } from '../../ports/scope.ts';

/** Values by scope; the caller deletes a scope with its last entry, so that the map is as small as the scopes in use. */
export class ScopeMap<T> {
  readonly #values = new Map<string, T>();

  get(scope: Scope): T | undefined {
    return this.#values.get(scopeKey(scope));
  }

  /** The scope's value, made when it is not there. */
  open(scope: Scope, make: () => T): T {
    const key = scopeKey(scope);
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.#values.set(key, made);
    return made;
  }

  delete(scope: Scope): void {
    this.#values.delete(scopeKey(scope));
  }

  values(): Iterable<T> {
    return this.#values.values();
  }
}
