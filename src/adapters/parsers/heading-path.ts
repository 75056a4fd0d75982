/** A heading kept in a path is cut to this: it labels passages, it is not one. */
const HEADING_LENGTH_MAX = 300;

/** The headings above the place a parser has come to. Blocks under one heading share one array. */
export class HeadingPath {
  #open: readonly { readonly level: number; readonly text: string }[] = [];
  #current: readonly string[] = [];

  /** Headings above the next block, outermost first. */
  get current(): readonly string[] {
    return this.#current;
  }

  /** Closes all headings of this level or below, and returns those above it. */
  above(level: number): readonly string[] {
    const kept = this.#open.filter((heading) => heading.level < level);
    if (kept.length < this.#open.length) this.#set(kept);
    return this.#current;
  }

  /** Opens a heading; `level` 1 is the outermost. */
  enter(level: number, text: string): void {
    const above = this.#open.filter((heading) => heading.level < level);
    this.#set([...above, { level, text: plainHeading(text) }]);
  }

  #set(open: readonly { readonly level: number; readonly text: string }[]): void {
    this.#open = open;
    this.#current = open.map((heading) => heading.text);
  }
}

function plainHeading(text: string): string {
  return text.slice(0, HEADING_LENGTH_MAX).replace(/\s+/g, ' ').trim().toWellFormed();
}
