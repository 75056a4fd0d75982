/**
 * Kernel of late interaction: for every passage, the weighted mean over the query's pieces of the best cosine any piece
 * of the passage has with it. Rows are int8 with one inverse norm each, over a prefix of the table's dimensions.
 */

/**
 * Widens the query's rows to 16 bits, in groups of four: the eight values of each of four rows stand side by side,
 * so that one pass over a passage's row serves four query pieces. `count` is a multiple of four.
 */
export function widen(table: usize, dimensions: usize, pieces: usize, count: i32, out: usize): void {
  for (let i = 0; i < count; i++) {
    const row = table + <usize>load<u16>(pieces + (<usize>i << 1)) * dimensions;
    let to = out + <usize>(i >> 2) * (dimensions << 3) + (<usize>(i & 3) << 4);
    for (let d: usize = 0; d < dimensions; d += 8) {
      v128.store(to, v128.load_ext<i8>(row + d));
      to += 64;
    }
  }
}

/**
 * Scores of `passages` passages. `ends[i]` is where the pieces of passage i end in `pieces` (they begin where the one
 * before ended). `weights` holds weight × inverse norm of each query piece, divided by the sum of the weights.
 */
export function interact(
  table: usize,
  inverse: usize,
  dimensions: usize,
  query: usize,
  weights: usize,
  count: i32,
  pieces: usize,
  ends: usize,
  passages: i32,
  out: usize,
): void {
  let begin: i32 = 0;
  for (let p = 0; p < passages; p++) {
    const end = load<i32>(ends + (<usize>p << 2));
    let total: f32 = 0;
    if (end > begin) {
      for (let group = 0; group < count; group += 4) {
        const rows = query + <usize>(group >> 2) * (dimensions << 3);
        const best = bestOfGroup(table, inverse, dimensions, rows, pieces, begin, end);
        const weighted = f32x4.mul(best, v128.load(weights + (<usize>group << 2)));
        total +=
          f32x4.extract_lane(weighted, 0) +
          f32x4.extract_lane(weighted, 1) +
          f32x4.extract_lane(weighted, 2) +
          f32x4.extract_lane(weighted, 3);
      }
    }
    store<f32>(out + (<usize>p << 2), total);
    begin = end;
  }
}

/** Highest dot × inverse norm of the passage's row, for four query rows, one a lane. */
function bestOfGroup(
  table: usize,
  inverse: usize,
  dimensions: usize,
  rows: usize,
  pieces: usize,
  begin: i32,
  end: i32,
): v128 {
  let best = f32x4.splat(-f32.MAX_VALUE);
  for (let u = begin; u < end; u++) {
    const piece = <usize>load<u16>(pieces + (<usize>u << 1));
    let at = table + piece * dimensions;
    const stop = at + dimensions;
    let q = rows;
    let a0 = i32x4.splat(0);
    let a1 = i32x4.splat(0);
    let a2 = i32x4.splat(0);
    let a3 = i32x4.splat(0);
    while (at < stop) {
      const v = v128.load_ext<i8>(at);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v, v128.load(q)));
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v, v128.load(q, 16)));
      a2 = i32x4.add(a2, i32x4.dot_i16x8_s(v, v128.load(q, 32)));
      a3 = i32x4.add(a3, i32x4.dot_i16x8_s(v, v128.load(q, 48)));
      at += 8;
      q += 64;
    }
    const s01 = i32x4.add(v128.shuffle<i32>(a0, a1, 0, 4, 1, 5), v128.shuffle<i32>(a0, a1, 2, 6, 3, 7));
    const s23 = i32x4.add(v128.shuffle<i32>(a2, a3, 0, 4, 1, 5), v128.shuffle<i32>(a2, a3, 2, 6, 3, 7));
    const sums = i32x4.add(v128.shuffle<i32>(s01, s23, 0, 1, 4, 5), v128.shuffle<i32>(s01, s23, 2, 3, 6, 7));
    const scale = f32x4.splat(load<f32>(inverse + (piece << 2)));
    best = f32x4.pmax(best, f32x4.mul(f32x4.convert_i32x4_s(sums), scale));
  }
  return best;
}
