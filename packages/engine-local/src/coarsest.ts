import type { Field } from './field.ts'
import type { Line } from './lines.ts'
import { patchRadius as R } from './parameters.ts'
import type { Level } from './pyramid.ts'

/** So many patch comparisons the first guess may take; beyond that it looks at every n-th source. */
const affordable = 4e6

/**
 * The first guess: continues the straight lines (structure before texture, as Sun et al. 2005), then paints the hole
 * layer by layer from its edge, each pixel from the source whose known surroundings fit best (as Efros and Leung 1999
 * grow a texture).
 */
export function guess(field: Field, level: Level, lines: readonly Line[]): void {
  const { width, height, features, sources, hole } = field
  const known = Uint8Array.from(level.hole, (pixel) => 1 - pixel)
  for (const line of lines) for (const pixel of continueLine(field, level, line)) known[pixel] = 1
  const every = Math.max(1, Math.ceil((sources.length * hole.length) / affordable))
  let left = Array.from(hole).filter((pixel) => !known[pixel])
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

/** Paints a band along a line by what its nearer end shows, mirrored there. Returns the pixels that it painted. */
export function continueLine(field: Field, level: Level, { normalX, normalY, offset, from, to }: Line): number[] {
  const { width, height, features, hole } = field
  const band = 2
  const painted: number[] = []
  for (const pixel of hole) {
    const x = pixel % width
    const y = (pixel / width) | 0
    const across = normalX * x + normalY * y - offset
    const along = normalX * y - normalY * x
    if (Math.abs(across) > band || along < from - 1 || along > to + 1) continue
    const ends = along - from < to - along ? [from, to] : [to, from]
    for (const end of ends) {
      const out = end === from ? -1 : 1
      // Half a pixel and one more beyond the end: the pixel at the edge may be a hole at this scale.
      const mirrored = end + out * (Math.abs(along - end) + 1.5)
      const sx = Math.round(normalX * (offset + across) - normalY * mirrored)
      const sy = Math.round(normalY * (offset + across) + normalX * mirrored)
      if (sx < 0 || sy < 0 || sx >= width || sy >= height || level.hole[sy * width + sx]) continue
      const source = (sy * width + sx) * 4
      features.copyWithin(pixel * 4, source, source + 4)
      painted.push(pixel)
      break
    }
  }
  return painted
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
