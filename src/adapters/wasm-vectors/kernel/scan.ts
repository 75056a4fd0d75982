/**
 * Kernel of the vector index. Everything lives in one imported memory that the event loop and the scan threads share,
 * so no function here may keep state of its own (globals would be per instance) and the module has no data segments.
 *
 * A slab holds some thousand rows: presence bits, inverse norms a prefix, the high bytes in one run a segment (the
 * dimensions a prefix adds to the one before it), and the low bytes row by row. See slab-layout.ts for the offsets.
 * A segment table is pairs of u32: offset in the slab, width in dimensions (a multiple of 16).
 * A block is 64 rows of a slab, named by the slab's address (a multiple of 64 KiB) plus its position in the slab.
 */

/** Rows a block; its presence is one 64-bit word. */
const ROWS: i32 = 64;
const POSITION: u32 = 0xffff;

/**
 * Approximate cosines (up to a factor of the query) of the selected rows of blocks [from, to), by their high bytes. The
 * cut-off low bytes are half a step on average; `bias` adds that half back for all dimensions at once. The best `capacity` are kept in a heap of (f32 score, u32 ordinal) whose root is the worst. `held` entries are in it
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
    const block = load<u32>(blocks + (<usize>b << 2));
    if (block == 0) continue;
    const slab = <usize>(block & ~POSITION);
    const position = <i32>(block & POSITION);
    let bits = load<u64>(selection + (<usize>b << 3)) & load<u64>(slab + (<usize>position << 3));
    if (bits == 0) continue;
    if (atomic.load<i32>(cancel) != 0) return -1;
    const inverse = slab + norms + <usize>(position * ROWS * 4);
    const ordinals = b * ROWS;
    const first = <usize>(position * ROWS);
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
        const width = <usize>load<u32>(segments + (<usize>s << 3), 4);
        let p0 = slab + <usize>load<u32>(segments + (<usize>s << 3)) + (first + <usize>r0) * width;
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
      const sums = f32x4.add(f32x4.convert_i32x4_s(laneSums(a0, a1, a2, a3)), f32x4.splat(bias));
      let factors: v128;
      if (r3 == r0 + 3) factors = v128.load(inverse + (<usize>r0 << 2));
      else {
        factors = f32x4.splat(load<f32>(inverse + (<usize>r0 << 2)));
        factors = f32x4.replace_lane(factors, 1, load<f32>(inverse + (<usize>r1 << 2)));
        factors = f32x4.replace_lane(factors, 2, load<f32>(inverse + (<usize>r2 << 2)));
        factors = f32x4.replace_lane(factors, 3, load<f32>(inverse + (<usize>r3 << 2)));
      }
      const scores = f32x4.mul(sums, factors);
      if (held == capacity && !v128.any_true(f32x4.gt(scores, f32x4.splat(load<f32>(heap))))) continue;
      held = offer(heap, capacity, held, f32x4.extract_lane(scores, 0), ordinals + r0);
      if (taken > 1) held = offer(heap, capacity, held, f32x4.extract_lane(scores, 1), ordinals + r1);
      if (taken > 2) held = offer(heap, capacity, held, f32x4.extract_lane(scores, 2), ordinals + r2);
      if (taken > 3) held = offer(heap, capacity, held, f32x4.extract_lane(scores, 3), ordinals + r3);
    }
  }
  return held;
}

/**
 * Exact cosines of rows named as pairs of u32 (slab, row in it), 0 where the slab is 0: 16-bit values against a query of
 * unit length in f32.
 */
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
    const slab = <usize>load<u32>(rows + (<usize>i << 3));
    if (slab == 0) {
      store<f32>(out + (<usize>i << 2), 0);
      continue;
    }
    const row = <usize>load<u32>(rows + (<usize>i << 3), 4);
    let low = slab + lows + row * lowStride;
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let q = query;
    for (let s = 0; s < segmentCount; s++) {
      const width = <usize>load<u32>(segments + (<usize>s << 3), 4);
      let high = slab + <usize>load<u32>(segments + (<usize>s << 3)) + row * width;
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
    store<f32>(out + (<usize>i << 2), total * load<f32>(slab + norms + (row << 2)));
  }
}

/** Splits 16-bit values into the slab's planes, keeps the inverse norm of every prefix, and marks the row present. */
export function writeRow(
  source: usize,
  slab: usize,
  row: usize,
  segments: usize,
  segmentCount: i32,
  lows: usize,
  lowStride: usize,
  norms: usize,
  normStride: usize,
): void {
  let low = slab + lows + row * lowStride;
  let squares: f64 = 0;
  for (let s = 0; s < segmentCount; s++) {
    const width = <usize>load<u32>(segments + (<usize>s << 3), 4);
    let high = slab + <usize>load<u32>(segments + (<usize>s << 3)) + row * width;
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
    const at = slab + norms + <usize>s * normStride + (row << 2);
    store<f32>(at, squares > 0 ? <f32>(1 / Math.sqrt(squares)) : 0);
  }
  const word = slab + (row >>> 6 << 3);
  store<u64>(word, load<u64>(word) | (<u64>1 << <u64>(row & 63)));
}

/** Takes the row's presence away; its bytes stay until the row is written again. */
export function clearRow(slab: usize, row: usize): void {
  const word = slab + (row >>> 6 << 3);
  store<u64>(word, load<u64>(word) & ~(<u64>1 << <u64>(row & 63)));
}

/** The sums of the lanes of four vectors, one a lane. */
// @ts-ignore: decorator
@inline
function laneSums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  return i32x4.add(v128.shuffle<i32>(ab, cd, 0, 1, 4, 5), v128.shuffle<i32>(ab, cd, 2, 3, 6, 7));
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
