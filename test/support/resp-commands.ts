const LINE_END = Buffer.from('\r\n');

/** Counts the commands in what a client of Redis sends, however it is cut into pieces: arrays of strings with their lengths. */
export class RespCommands {
  #rest = Buffer.alloc(0);
  /** Strings that are still missing of the command that has begun. */
  #missing = 0;

  /** How many commands are complete with this piece. */
  count(data: Buffer): number {
    this.#rest = Buffer.concat([this.#rest, data]);
    let complete = 0;
    for (let part = this.#nextPart(); part !== null; part = this.#nextPart()) if (part === 'last') complete += 1;
    return complete;
  }

  #nextPart(): 'header' | 'string' | 'last' | null {
    const end = this.#rest.indexOf(LINE_END);
    if (end < 0) return null;
    const size = Number(this.#rest.subarray(1, end));
    const isHeader = this.#rest[0] === 0x2a;
    const length = end + LINE_END.length + (isHeader ? 0 : size + LINE_END.length);
    if (this.#rest.length < length) return null;
    this.#rest = this.#rest.subarray(length);
    if (isHeader) {
      this.#missing = size;
      return 'header';
    }
    this.#missing -= 1;
    return this.#missing === 0 ? 'last' : 'string';
  }
}
