/**
 * Kernel of the vector index. Everything lives in one imported memory that the event loop and the scan threads share,
 * so no function here may keep state of its own (globals would be per instance) and the module has no data segments.
 *
 * A block holds 64 rows: a 64-bit presence mask, inverse norms a prefix, the high bytes in one run a segment (the
 * dimensions a prefix adds to the one before it), and the low bytes row by row. See block-layout.ts for the offsets.
 * A segment table is pairs of u32: offset in the block, width in dimensions (a multiple of 16).
 */

/** Rows a block; the presence mask is one 64-bit word. */
const ROWS: i32 = 64;

/**
 * Approximate cosines (up to a factor of the query) of the selected rows of blocks [from, to), by their high bytes:
 * the best `capacity` are kept in a heap of (f32 score, u32 ordinal) whose root is the worst. `held` entries are in it
 * already. Returns how many the heap holds, or -1 when `cancel` was raised.
 */
export function scan(
  query: usize,
  segments: usize,
  segmentCount: i32,
  blocks: usize,
  selection: usize,
  from: i32,
  to: i32,
  norms: usize,
  bias: f32,
  heap: usize,
  capacity: i32,
  held: i32,
  cancel: usize,
): i32 {
  for (let b = from; b < to; b++) {
    const block = <usize>load<u32>(blocks + (<usize>b << 2));
    if (block == 0) continue;
    let bits = load<u64>(selection + (<usize>b << 3)) & load<u64>(block);
    if (bits == 0) continue;
    if (atomic.load<i32>(cancel) != 0) return -1;
    const inverse = block + norms;
    const first = b * ROWS;
    while (bits != 0) {
      // Four rows a turn share the loads of the query; the last turn may repeat its first row.
      const r0 = <i32>ctz(bits);
      bits &= bits - 1;
      let taken = 1;
      let r1 = r0;
      let r2 = r0;
      let r3 = r0;
      if (bits != 0) {
        r1 = <i32>ctz(bits);
        bits &= bits - 1;
        taken = 2;
        if (bits != 0) {
          r2 = <i32>ctz(bits);
          bits &= bits - 1;
          taken = 3;
          if (bits != 0) {
            r3 = <i32>ctz(bits);
            bits &= bits - 1;
            taken = 4;
          }
        }
      }
      let a0 = i32x4.splat(0);
      let a1 = i32x4.splat(0);
      let a2 = i32x4.splat(0);
      let a3 = i32x4.splat(0);
      let q = query;
      for (let s = 0; s < segmentCount; s++) {
        const base = block + <usize>load<u32>(segments + (<usize>s << 3));
        const width = <usize>load<u32>(segments + (<usize>s << 3), 4);
        let p0 = base + <usize>r0 * width;
        const d1 = <usize>(r1 - r0) * width;
        const d2 = <usize>(r2 - r0) * width;
        const d3 = <usize>(r3 - r0) * width;
        const end = p0 + width;
        while (p0 < end) {
          const low = v128.load(q);
          const high = v128.load(q, 16);
          a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v128.load_ext<i8>(p0), low));
          a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v128.load_ext<i8>(p0 + d1), low));
          a2 = i32x4.add(a2, i32x4.dot_i16x8_s(v128.load_ext<i8>(p0 + d2), low));
          a3 = i32x4.add(a3, i32x4.dot_i16x8_s(v128.load_ext<i8>(p0 + d3), low));
          a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v128.load_ext<i8>(p0, 8), high));
          a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v128.load_ext<i8>(p0 + d1, 8), high));
          a2 = i32x4.add(a2, i32x4.dot_i16x8_s(v128.load_ext<i8>(p0 + d2, 8), high));
          a3 = i32x4.add(a3, i32x4.dot_i16x8_s(v128.load_ext<i8>(p0 + d3, 8), high));
          p0 += 16;
          q += 32;
        }
      }
      held = offer(heap, capacity, held, score(a0, bias, inverse, r0), first + r0);
      if (taken > 1) held = offer(heap, capacity, held, score(a1, bias, inverse, r1), first + r1);
      if (taken > 2) held = offer(heap, capacity, held, score(a2, bias, inverse, r2), first + r2);
      if (taken > 3) held = offer(heap, capacity, held, score(a3, bias, inverse, r3), first + r3);
    }
  }
  return held;
}

/** Exact cosines of rows named as pairs of u32 (block, row): 16-bit values against a query of unit length in f32. */
export function rescore(
  query: usize,
  segments: usize,
  segmentCount: i32,
  rows: usize,
  count: i32,
  lows: usize,
  lowStride: usize,
  norms: usize,
  out: usize,
): void {
  for (let i = 0; i < count; i++) {
    const block = <usize>load<u32>(rows + (<usize>i << 3));
    const row = <usize>load<u32>(rows + (<usize>i << 3), 4);
    let low = block + lows + row * lowStride;
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let q = query;
    for (let s = 0; s < segmentCount; s++) {
      const width = <usize>load<u32>(segments + (<usize>s << 3), 4);
      let high = block + <usize>load<u32>(segments + (<usize>s << 3)) + row * width;
      const end = high + width;
      while (high < end) {
        const v = v128.or(i16x8.shl(v128.load_ext<i8>(high), 8), v128.load_ext<u8>(low));
        a = f32x4.add(a, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(v)), v128.load(q)));
        b = f32x4.add(b, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(v)), v128.load(q, 16)));
        high += 8;
        low += 8;
        q += 32;
      }
    }
    const sum = f32x4.add(a, b);
    const total =
      f32x4.extract_lane(sum, 0) +
      f32x4.extract_lane(sum, 1) +
      f32x4.extract_lane(sum, 2) +
      f32x4.extract_lane(sum, 3);
    store<f32>(out + (<usize>i << 2), total * load<f32>(block + norms + (row << 2)));
  }
}

/** Splits 16-bit values into the block's planes, keeps the inverse norm of every prefix, and marks the row present. */
export function writeRow(
  source: usize,
  block: usize,
  row: usize,
  segments: usize,
  segmentCount: i32,
  lows: usize,
  lowStride: usize,
  norms: usize,
): void {
  let low = block + lows + row * lowStride;
  let squares: f64 = 0;
  for (let s = 0; s < segmentCount; s++) {
    const width = <usize>load<u32>(segments + (<usize>s << 3), 4);
    let high = block + <usize>load<u32>(segments + (<usize>s << 3)) + row * width;
    const end = high + width;
    let sum = f64x2.splat(0);
    while (high < end) {
      const v = v128.load(source);
      const top = i16x8.shr_s(v, 8);
      const bottom = v128.and(v, i16x8.splat(0xff));
      store<u64>(high, i64x2.extract_lane(i8x16.narrow_i16x8_s(top, top), 0));
      store<u64>(low, i64x2.extract_lane(i8x16.narrow_i16x8_u(bottom, bottom), 0));
      const pairs = i32x4.dot_i16x8_s(v, v);
      sum = f64x2.add(sum, f64x2.convert_low_i32x4_s(pairs));
      sum = f64x2.add(sum, f64x2.convert_low_i32x4_s(v128.shuffle<i32>(pairs, pairs, 2, 3, 0, 1)));
      source += 16;
      high += 8;
      low += 8;
    }
    squares += f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
    const at = block + norms + <usize>s * (ROWS << 2) + (row << 2);
    store<f32>(at, squares > 0 ? <f32>(1 / Math.sqrt(squares)) : 0);
  }
  store<u64>(block, load<u64>(block) | (<u64>1 << <u64>row));
}

/** Takes the row's presence away; its bytes stay until the row is written again. */
export function clearRow(block: usize, row: usize): void {
  store<u64>(block, load<u64>(block) & ~(<u64>1 << <u64>row));
}

/** The cut-off low bytes are half a step on average; `bias` adds that half back for all dimensions at once. */
// @ts-ignore: decorator
@inline
function score(a: v128, bias: f32, inverse: usize, row: i32): f32 {
  const sum =
    i32x4.extract_lane(a, 0) + i32x4.extract_lane(a, 1) + i32x4.extract_lane(a, 2) + i32x4.extract_lane(a, 3);
  return (<f32>sum + bias) * load<f32>(inverse + (<usize>row << 2));
}

// @ts-ignore: decorator
@inline
function offer(heap: usize, capacity: i32, held: i32, value: f32, ordinal: i32): i32 {
  if (held == capacity && value <= load<f32>(heap)) return held;
  return push(heap, capacity, held, value, ordinal);
}

/** Ordinals come in ascending order, so among equal scores the heap gives up the highest ordinal first. */
function push(heap: usize, capacity: i32, held: i32, value: f32, ordinal: i32): i32 {
  if (held < capacity) {
    let at = held;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap + (<usize>parent << 3);
      if (!worse(value, ordinal, load<f32>(above), load<i32>(above, 4))) break;
      store<u64>(heap + (<usize>at << 3), load<u64>(above));
      at = parent;
    }
    place(heap, at, value, ordinal);
    return held + 1;
  }
  let at = 0;
  while (true) {
    let child = 2 * at + 1;
    if (child >= capacity) break;
    let below = heap + (<usize>child << 3);
    if (child + 1 < capacity && worse(load<f32>(below, 8), load<i32>(below, 12), load<f32>(below), load<i32>(below, 4))) {
      child += 1;
      below += 8;
    }
    if (!worse(load<f32>(below), load<i32>(below, 4), value, ordinal)) break;
    store<u64>(heap + (<usize>at << 3), load<u64>(below));
    at = child;
  }
  place(heap, at, value, ordinal);
  return held;
}

// @ts-ignore: decorator
@inline
function place(heap: usize, at: i32, value: f32, ordinal: i32): void {
  store<f32>(heap + (<usize>at << 3), value);
  store<i32>(heap + (<usize>at << 3), ordinal, 4);
}

// @ts-ignore: decorator
@inline
function worse(value: f32, ordinal: i32, otherValue: f32, otherOrdinal: i32): bool {
  return value < otherValue || (value == otherValue && ordinal > otherOrdinal);
}
