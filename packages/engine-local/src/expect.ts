import type { Field } from './field.ts'
import { type Barrier, spread } from './membrane.ts'
import { type Parameters, patchRadius as R } from './parameters.ts'
import type { Level } from './pyramid.ts'

/**
 * Writes the field's tones: what mean colour a patch has, and in the hole, which one is to be expected there. Harmonic
 * interpolation is the best guess of a surface whose power falls with the square of frequency, as that of photographs
 * does (Field 1987); straight lines part it. The search then prefers real patches of a likely brightness, where it
 * would else grow what happens to fit at one edge: a piece of sky in a meadow.
 */
export function expectTones(field: Field, level: Level, barrier: Barrier | undefined, { toneDoubt }: Parameters): void {
  const { width, height, features, tone } = field
  const count = width * height
  const values = new Float32Array(count * 4)
  const state = new Uint8Array(count)
  for (let i = 0; i < count; i++) {
    state[i] = level.hole[i] ? 2 : 1
    if (state[i] === 2) continue
    for (let c = i * 4; c < i * 4 + 3; c++) {
      values[c] = features[c]!
      values[i * 4 + 3] = values[i * 4 + 3]! + features[c]! ** 2
    }
  }
  spread(values, state, width, height, 4, barrier)
  boxMean(values, width, height)
  for (let i = 0; i < count; i++) {
    for (let c = i * 4; c < i * 4 + 3; c++) tone[c] = values[c]! + 0.5
    tone[i * 4 + 3] = 255 * certainty(values, i * 4, 3, toneDoubt) + 0.5
  }
}

/**
 * How far an expected value is to be believed, from 0 to 1. `count` values at `at` are harmonic means of what lies
 * around the hole, the next is that of the sum of their squares: together they tell how much the surroundings differ,
 * each weighed by how much it counts there. Between sky and ground a mean of both is no tone to expect.
 */
export function certainty(values: Float32Array, at: number, count: number, doubt: number): number {
  let squared = 0
  for (let c = at; c < at + count; c++) squared += values[c]! ** 2
  const variance = Math.max(0, values[at + count]! - squared) / count
  return 1 / (1 + variance / doubt ** 2)
}

/** Means of four values over patches, in place, by running sums; pixels whose patch leaves the picture become 0. */
function boxMean(values: Float32Array, width: number, height: number): void {
  const row = width * 4
  const side = 2 * R + 1
  const rows = new Float32Array(values.length)
  for (let y = 0; y < height; y++) {
    for (let c = 0; c < 4; c++) {
      let sum = 0
      let ahead = y * row + c
      for (; ahead < y * row + c + 4 * (side - 1); ahead += 4) sum += values[ahead]!
      for (; ahead < (y + 1) * row; ahead += 4) {
        sum += values[ahead]!
        rows[ahead - 4 * R] = sum
        sum -= values[ahead - 8 * R]!
      }
    }
  }
  values.fill(0)
  const sums = new Float64Array(row)
  for (let y = 0; y < height; y++) {
    for (let i = 0; i < row; i++) sums[i] = sums[i]! + rows[y * row + i]!
    if (y < side - 1) continue
    const middle = (y - R) * row
    const first = (y - 2 * R) * row
    for (let i = 0; i < row; i++) {
      values[middle + i] = sums[i]! / side ** 2
      sums[i] = sums[i]! - rows[first + i]!
    }
  }
}
