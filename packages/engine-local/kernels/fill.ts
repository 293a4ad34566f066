/**
 * The inner loops of the fill, in AssemblyScript with 128-bit SIMD.
 *
 * `src/kernels-plain.ts` says the same in plain TypeScript, line for line; both give the same bits. All arithmetic
 * is on integers, except the votes, whose order of single-precision operations is fixed.
 */

/** Half a patch: patches are 7 x 7. */
const R: i32 = 3
const WORST: i32 = 0x7fffffff

let random: u32 = 1

let features: usize, width: i32, height: i32
let targets: i32, targetX: usize, targetY: usize
let sourceX: usize, sourceY: usize, distance: usize
let guideX: usize, guideY: usize
let index: usize, valid: usize
let tone: usize
let toneWeight: i32
let priorX: i32, priorY: i32

export function seed(value: u32): void {
  random = value ? value : 1
}

export function bind(
  features_: usize,
  width_: i32,
  height_: i32,
  targets_: i32,
  targetX_: usize,
  targetY_: usize,
  sourceX_: usize,
  sourceY_: usize,
  distance_: usize,
  guideX_: usize,
  guideY_: usize,
  index_: usize,
  valid_: usize,
  tone_: usize,
  toneWeight_: i32,
  priorX_: i32,
  priorY_: i32,
): void {
  features = features_
  width = width_
  height = height_
  targets = targets_
  targetX = targetX_
  targetY = targetY_
  sourceX = sourceX_
  sourceY = sourceY_
  distance = distance_
  guideX = guideX_
  guideY = guideY_
  index = index_
  valid = valid_
  tone = tone_
  toneWeight = toneWeight_
  priorX = priorX_
  priorY = priorY_
}

function get(list: usize, k: i32): i32 {
  return load<i32>(list + ((<usize>k) << 2))
}

function put(list: usize, k: i32, value: i32): void {
  store<i32>(list + ((<usize>k) << 2), value)
}

/** xorshift32 (Marsaglia 2003). */
function draw(below: i32): i32 {
  random ^= random << 13
  random ^= random >> 17
  random ^= random << 5
  return i32((u64(random) * u64(below)) >> 32)
}

function sum(lanes: v128): i32 {
  const halves = i32x4.add(lanes, i8x16.shuffle(lanes, lanes, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7))
  return i32x4.extract_lane(halves, 0) + i32x4.extract_lane(halves, 1)
}

function squares(a: v128, b: v128): v128 {
  const low = i16x8.sub(i16x8.extend_low_i8x16_u(a), i16x8.extend_low_i8x16_u(b))
  const high = i16x8.sub(i16x8.extend_high_i8x16_u(a), i16x8.extend_high_i8x16_u(b))
  return i32x4.add(i32x4.dot_i16x8_s(low, low), i32x4.dot_i16x8_s(high, high))
}

/** One row of two patches: 7 pixels of 4 bytes, read as 4 pixels and 3 of 4. */
function row(a: usize, b: usize): v128 {
  const tail = i32x4(-1, -1, -1, 0)
  return i32x4.add(
    squares(v128.load(a), v128.load(b)),
    squares(v128.and(v128.load(a, 16), tail), v128.and(v128.load(b, 16), tail)),
  )
}

/** Sum of squared differences of two patches by their first bytes, or `WORST` once it reaches `limit`. */
function compare(a: usize, b: usize, stride: i32, limit: i32): i32 {
  // The rows 1 and 5 first: two rows far apart tell more of a patch than two neighbours.
  let total = i32x4.add(row(a + stride, b + stride), row(a + 5 * stride, b + 5 * stride))
  if (sum(total) >= limit) return WORST
  total = i32x4.add(total, i32x4.add(row(a + 3 * stride, b + 3 * stride), row(a, b)))
  if (sum(total) >= limit) return WORST
  total = i32x4.add(total, i32x4.add(row(a + 6 * stride, b + 6 * stride), row(a + 2 * stride, b + 2 * stride)))
  total = i32x4.add(total, row(a + 4 * stride, b + 4 * stride))
  const all = sum(total)
  return all >= limit ? WORST : all
}

/**
 * What a source costs before its patch is looked at: its distance per axis, its distance across the target's guide
 * line, and how far its mean colour lies from the one expected at the target.
 */
function prior(x: i32, y: i32, cx: i32, cy: i32, gx: i32, gy: i32): i32 {
  const dx = x - cx
  const dy = y - cy
  const place = ((abs(dx) * priorX + abs(dy) * priorY) >> 8) + (abs(gx * dx + gy * dy) >> 4)
  if (toneWeight === 0) return place
  // The fourth byte of a target's tone is how much it counts.
  const at = tone + (y * width + x) * 4
  const expected = v128.load32_zero(at)
  const found = v128.load32_zero(tone + (cy * width + cx) * 4)
  const difference = i16x8.replace_lane(
    i16x8.sub(i16x8.extend_low_i8x16_u(expected), i16x8.extend_low_i8x16_u(found)),
    3,
    0,
  )
  const lanes = i32x4.dot_i16x8_s(difference, difference)
  const squared = i32x4.extract_lane(lanes, 0) + i32x4.extract_lane(lanes, 1)
  return place + ((squared * i32(load<u8>(at, 3))) >> 8) * toneWeight
}

/** Rates every target's present source again, after the votes changed the picture. */
export function rate(): void {
  const stride = width * 4,
    corner = (R * width + R) * 4
  for (let k = 0; k < targets; k++) {
    const x = get(targetX, k),
      y = get(targetY, k),
      cx = get(sourceX, k),
      cy = get(sourceY, k)
    const gx = load<i16>(guideX + ((<usize>k) << 1)),
      gy = load<i16>(guideY + ((<usize>k) << 1))
    const place = prior(x, y, cx, cy, gx, gy)
    put(
      distance,
      k,
      place +
        compare(features + (y * width + x) * 4 - corner, features + (cy * width + cx) * 4 - corner, stride, WORST),
    )
  }
}

let bestX: i32, bestY: i32, best: i32

function consider(patch: usize, x: i32, y: i32, cx: i32, cy: i32, gx: i32, gy: i32, stride: i32, corner: i32): void {
  if (!load<u8>(valid + cy * width + cx)) return
  const place = prior(x, y, cx, cy, gx, gy)
  if (place >= best) return
  const cost = compare(patch, features + (cy * width + cx) * 4 - corner, stride, best - place)
  if (cost === WORST) return
  best = cost + place
  bestX = cx
  bestY = cy
}

/**
 * One pass of PatchMatch (Barnes et al. 2009): takes over the neighbours' sources, then searches around the best one
 * at random in windows from `reach` down to 1. `step` is 1 or -1, the direction of the scan.
 */
export function sweep(step: i32, reach: i32): void {
  const w = width,
    h = height,
    stride = w * 4,
    corner = (R * w + R) * 4
  let k = step > 0 ? 0 : targets - 1
  for (let count = 0; count < targets; count++, k += step) {
    const x = get(targetX, k),
      y = get(targetY, k),
      here = y * w + x
    best = get(distance, k)
    if (best === 0) continue
    bestX = get(sourceX, k)
    bestY = get(sourceY, k)
    const patch = features + here * 4 - corner
    const gx = load<i16>(guideX + ((<usize>k) << 1)),
      gy = load<i16>(guideY + ((<usize>k) << 1))

    let neighbour = get(index, here - step)
    if (neighbour >= 0) {
      const cx = get(sourceX, neighbour) + step,
        cy = get(sourceY, neighbour)
      if (cx >= R && cx < w - R && (cx !== bestX || cy !== bestY)) consider(patch, x, y, cx, cy, gx, gy, stride, corner)
    }
    neighbour = get(index, here - step * w)
    if (neighbour >= 0) {
      const cx = get(sourceX, neighbour),
        cy = get(sourceY, neighbour) + step
      if (cy >= R && cy < h - R && (cx !== bestX || cy !== bestY)) consider(patch, x, y, cx, cy, gx, gy, stride, corner)
    }
    for (let around = reach; around >= 1; around >>= 1) {
      const left = max(bestX - around, R),
        right = min(bestX + around, w - 1 - R)
      const top = max(bestY - around, R),
        bottom = min(bestY + around, h - 1 - R)
      const cx = left + draw(right - left + 1)
      const cy = top + draw(bottom - top + 1)
      consider(patch, x, y, cx, cy, gx, gy, stride, corner)
    }
    put(sourceX, k, bestX)
    put(sourceY, k, bestY)
    put(distance, k, best)
  }
}

/** The best of `sources` (pixel numbers) for each target, by looking at all of them. */
export function exhaust(sources: usize, count: i32): void {
  const w = width,
    stride = w * 4,
    corner = (R * w + R) * 4
  for (let k = 0; k < targets; k++) {
    const x = get(targetX, k),
      y = get(targetY, k)
    const patch = features + (y * w + x) * 4 - corner
    const gx = load<i16>(guideX + ((<usize>k) << 1)),
      gy = load<i16>(guideY + ((<usize>k) << 1))
    best = WORST
    const first = get(sources, 0)
    bestX = first % w
    bestY = first / w
    for (let s = 0; s < count; s++) {
      const source = get(sources, s)
      consider(patch, x, y, source % w, source / w, gx, gy, stride, corner)
    }
    put(sourceX, k, bestX)
    put(sourceY, k, bestY)
    put(distance, k, best)
  }
}

/**
 * Paints each hole pixel by the weighted mean of what the patches over it say (Wexler et al. 2007).
 * Returns the mean change of a colour sample.
 */
export function vote(hole: usize, count: i32, weight: usize): f64 {
  const w = width,
    h = height
  let changed: f64 = 0
  for (let q = 0; q < count; q++) {
    const pixel = get(hole, q),
      x = pixel % w,
      y = pixel / w
    const top = max(R, y - R),
      bottom = min(h - 1 - R, y + R)
    const left = max(R, x - R),
      right = min(w - 1 - R, x + R)
    let colour = f32x4.splat(0)
    let total: f32 = 0
    for (let ty = top; ty <= bottom; ty++) {
      let k = get(index, ty * w + left)
      for (let tx = left; tx <= right; tx++, k++) {
        const says = features + ((get(sourceY, k) + y - ty) * w + get(sourceX, k) + x - tx) * 4
        const trust = load<f32>(weight + ((<usize>k) << 2))
        const lanes = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(says)))
        colour = f32x4.add(colour, f32x4.mul(f32x4.convert_i32x4_s(lanes), f32x4.splat(trust)))
        total += trust
      }
    }
    const mean = i32x4.trunc_sat_f32x4_s(f32x4.add(f32x4.mul(colour, f32x4.splat(<f32>1 / total)), f32x4.splat(0.5)))
    const at = features + pixel * 4
    const r = i32x4.extract_lane(mean, 0),
      g = i32x4.extract_lane(mean, 1),
      b = i32x4.extract_lane(mean, 2)
    changed += f64(abs(i32(load<u8>(at)) - r) + abs(i32(load<u8>(at, 1)) - g) + abs(i32(load<u8>(at, 2)) - b))
    store<u8>(at, r)
    store<u8>(at, g, 1)
    store<u8>(at, b, 2)
    store<u8>(at, i32x4.extract_lane(mean, 3), 3)
  }
  return changed / f64(3 * max(count, 1))
}
