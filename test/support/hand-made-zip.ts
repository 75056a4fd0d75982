import { deflateRawSync } from 'node:zlib';

/** A file of an archive as its headers are to say it, true or not. */
export type ZipPart = {
  readonly name: string;
  /** As it stands in the archive, compressed or not. */
  readonly data: Uint8Array;
  /** 8 is deflate, 0 is stored. */
  readonly method?: number;
  readonly size?: number;
  /** Bytes that `data` is said to have. */
  readonly dataBytes?: number;
  readonly flags?: number;
  /** Unix file mode, said to be made by Unix. */
  readonly mode?: number;
  /** Stands in the directory alone, and points to the first part. */
  readonly sharesFirst?: boolean;
};

/** A part whose content is compressed. */
export function deflated(name: string, content: Uint8Array | string): ZipPart {
  return { name, data: deflateRawSync(content), method: 8, size: Buffer.byteLength(content) };
}

/** Writes an archive byte by byte, so that it can be wrong in ways that no library writes. Checksums are left at zero. */
export function handMadeZip(parts: readonly ZipPart[]): Uint8Array {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const local = Buffer.concat([localHeader(part), part.data]);
    directory.push(directoryHeader(part, part.sharesFirst === true ? 0 : offset));
    if (part.sharesFirst === true) continue;
    locals.push(local);
    offset += local.length;
  }
  return withDirectory(Buffer.concat(locals), directory);
}

/**
 * Files that quote each other: the content of each begins with the header of the next as plain bytes and goes on with the content of
 * the next, so `count` files expand to `count` times the last one, which stands in the archive once.
 */
export function quotedOverlapZip(count: number, kernel: Uint8Array): Uint8Array {
  const last = deflated(`f${count - 1}`, kernel);
  let body = Buffer.concat([localHeader(last), last.data]);
  const starts = [0];
  const parts: ZipPart[] = [last];
  let size = kernel.length;
  for (let i = count - 2; i >= 0; i--) {
    const quotedBytes = 30 + Buffer.byteLength(parts[0]?.name ?? '');
    const block = Buffer.alloc(5);
    block.writeUInt16LE(quotedBytes, 1);
    block.writeUInt16LE(quotedBytes ^ 0xffff, 3);
    size += quotedBytes;
    const part: ZipPart = { name: `f${i}`, method: 8, size, data: Buffer.concat([block, body]) };
    const header = localHeader(part);
    body = Buffer.concat([header, part.data]);
    for (let k = 0; k < starts.length; k++) starts[k] = (starts[k] ?? 0) + header.length + block.length;
    starts.unshift(0);
    parts.unshift(part);
  }
  return withDirectory(
    body,
    parts.map((part, i) => directoryHeader(part, starts[i] ?? 0)),
  );
}

function withDirectory(body: Buffer, directory: readonly Buffer[]): Uint8Array {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(body.length, 16);
  return new Uint8Array(Buffer.concat([body, ...directory, end]));
}

function localHeader({
  name,
  data,
  method = 0,
  size = data.length,
  dataBytes = data.length,
  flags = 0,
}: ZipPart): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(flags, 6);
  header.writeUInt16LE(method, 8);
  header.writeUInt32LE(dataBytes, 18);
  header.writeUInt32LE(size, 22);
  header.writeUInt16LE(Buffer.byteLength(name), 26);
  return Buffer.concat([header, Buffer.from(name)]);
}

function directoryHeader(
  { name, data, method = 0, size = data.length, dataBytes = data.length, flags = 0, mode }: ZipPart,
  at: number,
): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(mode === undefined ? 20 : (3 << 8) | 20, 4);
  header.writeUInt16LE(20, 6);
  header.writeUInt16LE(flags, 8);
  header.writeUInt16LE(method, 10);
  header.writeUInt32LE(dataBytes, 20);
  header.writeUInt32LE(size, 24);
  header.writeUInt16LE(Buffer.byteLength(name), 28);
  header.writeUInt32LE(((mode ?? 0) << 16) >>> 0, 38);
  header.writeUInt32LE(at, 42);
  return Buffer.concat([header, Buffer.from(name)]);
}
