import type { Field } from './field.ts'
import { patchRadius as R } from './parameters.ts'
import type { Level } from './pyramid.ts'

/** So many patch comparisons the first guess may take; beyond that it looks at every n-th source. */
const affordable = 4e6

/**
 * The first guess: paints the hole layer by layer from its edge, each pixel from the source whose known surroundings
 * fit best (as Efros and Leung 1999 grow a texture).
 */
export function guess(field: Field, level: Level): void {
  const { width, height, features, sources, hole } = field
  const known = Uint8Array.from(level.hole, (pixel) => 1 - pixel)
  const every = Math.max(1, Math.ceil((sources.length * hole.length) / affordable))
  let left = Array.from(hole)
  while (left.length > 0) {
    let layer = left.filter((pixel) => knownAround(known, width, height, pixel) >= 2)
    if (layer.length === 0) layer = left
    const chosen = layer.map((pixel) => bestSource(field, known, pixel, every, height))
    for (const [i, pixel] of layer.entries()) {
      const from = chosen[i]! * 4
      features.copyWithin(pixel * 4, from, from + 4)
      known[pixel] = 1
    }
    left = left.filter((pixel) => !known[pixel])
  }
}

function knownAround(known: Uint8Array, width: number, height: number, pixel: number): number {
  const x = pixel % width
  const y = (pixel / width) | 0
  let count = 0
  for (let py = Math.max(0, y - 1); py <= Math.min(height - 1, y + 1); py++)
    for (let px = Math.max(0, x - 1); px <= Math.min(width - 1, x + 1); px++) count += known[py * width + px]!
  return count
}

function bestSource(field: Field, known: Uint8Array, pixel: number, every: number, height: number): number {
  const { width, features, sources } = field
  const x = pixel % width
  const y = (pixel / width) | 0
  const around: number[] = []
  for (let dy = -R; dy <= R; dy++) {
    for (let dx = -R; dx <= R; dx++) {
      const px = x + dx
      const py = y + dy
      if (px < 0 || py < 0 || px >= width || py >= height || !known[py * width + px]) continue
      around.push((py * width + px) * 4, (dy * width + dx) * 4)
    }
  }
  let best = Number.POSITIVE_INFINITY
  let chosen = sources[0]!
  for (let s = 0; s < sources.length; s += every) {
    const middle = sources[s]! * 4
    let total = 0
    for (let i = 0; i < around.length && total < best; i += 2) {
      const a = around[i]!
      const b = middle + around[i + 1]!
      const r = features[a]! - features[b]!
      const g = features[a + 1]! - features[b + 1]!
      const l = features[a + 2]! - features[b + 2]!
      const t = features[a + 3]! - features[b + 3]!
      total += r * r + g * g + l * l + t * t
    }
    if (total < best) {
      best = total
      chosen = sources[s]!
    }
  }
  return chosen
}
