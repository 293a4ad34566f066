import type { Field } from './field.ts'
import { type Barrier, spread } from './membrane.ts'
import { patchRadius as R } from './parameters.ts'
import type { Level } from './pyramid.ts'

/**
 * Writes the field's tones: what mean colour a patch has, and in the hole, which one is to be expected there. Harmonic
 * interpolation is the best guess of a surface whose power falls with the square of frequency, as that of photographs
 * does (Field 1987); straight lines part it. The search then prefers real patches of a likely brightness, where it
 * would else grow what happens to fit at one edge.
 */
export function expectTones(field: Field, level: Level, barrier: Barrier | undefined): void {
  const { width, height, features, tone } = field
  const count = width * height
  const values = new Float32Array(count * 3)
  const state = new Uint8Array(count)
  for (let i = 0; i < count; i++) {
    state[i] = level.hole[i] ? 2 : 1
    if (state[i] === 1) for (let c = 0; c < 3; c++) values[i * 3 + c] = features[i * 4 + c]!
  }
  spread(values, state, width, height, 3, barrier)
  const rows = new Float32Array(count * 3)
  const side = 2 * R + 1
  for (let y = 0; y < height; y++) {
    for (let x = R; x < width - R; x++) {
      for (let c = 0; c < 3; c++) {
        let sum = 0
        for (let dx = -R; dx <= R; dx++) sum += values[(y * width + x + dx) * 3 + c]!
        rows[(y * width + x) * 3 + c] = sum
      }
    }
  }
  for (let y = R; y < height - R; y++) {
    for (let x = R; x < width - R; x++) {
      for (let c = 0; c < 3; c++) {
        let sum = 0
        for (let dy = -R; dy <= R; dy++) sum += rows[((y + dy) * width + x) * 3 + c]!
        tone[(y * width + x) * 4 + c] = sum / side ** 2 + 0.5
      }
    }
  }
}
