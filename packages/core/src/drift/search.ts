import { type Affine, identity } from './affine.ts'
import type { Level } from './pyramid.ts'

/** Shifts up to this share of the long side, at each of the scales. */
const reach = 0.05
const scales = [0.97, 1, 1.03]

/** A nearer start wins over one that fits as well: correlation that a sample of shift costs. */
const costOfShift = 0.002

const mostStarts = 5
const fewestSamples = 64

/** Where to begin on the coarsest level: no movement, and the shifts and scales that correlate best, well apart. */
export function findStarts(level: Level): readonly Affine[] {
  const { width, height } = level
  const most = Math.ceil(reach * Math.max(width, height))
  const found: { affine: Affine; score: number; dx: number; dy: number; scale: number }[] = []
  for (const scale of scales) {
    for (let dy = -most; dy <= most; dy++) {
      for (let dx = -most; dx <= most; dx++) {
        const affine = { xx: scale, xy: 0, x: (2 * dx) / width, yx: 0, yy: scale, y: (2 * dy) / height }
        const score = correlate(level, affine) - costOfShift * Math.hypot(dx, dy)
        found.push({ affine, score, dx, dy, scale })
      }
    }
  }
  found.sort((a, b) => b.score - a.score)
  const chosen: typeof found = [{ affine: identity, score: 0, dx: 0, dy: 0, scale: 1 }]
  for (const start of found) {
    if (chosen.length === mostStarts) break
    const isApart = chosen.every(
      ({ dx, dy, scale }) => Math.hypot(start.dx - dx, start.dy - dy) > 1.5 || scale !== start.scale,
    )
    if (isApart) chosen.push(start)
  }
  return chosen.map(({ affine }) => affine)
}

/** Correlation of the photo with the answer under the map, -1 to 1, over what both of them show. */
export function correlate({ photo, answer, known, width, height }: Level, affine: Affine): number {
  const { xx, xy, x: shiftX, yx, yy, y: shiftY } = affine
  let [count, sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0, 0]
  for (let y = 0, at = 0; y < height; y++) {
    const v = (2 * y + 1) / height - 1
    for (let x = 0; x < width; x++, at++) {
      if (known[at] === 0) continue
      const u = (2 * x + 1) / width - 1
      const across = ((xx * u + xy * v + shiftX + 1) * width) / 2 - 0.5
      const down = ((yx * u + yy * v + shiftY + 1) * height) / 2 - 0.5
      if (!(across >= 0 && down >= 0 && across < width - 1 && down < height - 1)) continue
      const column = across | 0
      const row = down | 0
      const right = across - column
      const corner = row * width + column
      const top = answer.data[corner]! * (1 - right) + answer.data[corner + 1]! * right
      const bottom = answer.data[corner + width]! * (1 - right) + answer.data[corner + width + 1]! * right
      const b = top + (down - row) * (bottom - top)
      const a = photo.data[at]!
      count++
      sumA += a
      sumB += b
      sumAA += a * a
      sumBB += b * b
      sumAB += a * b
    }
  }
  if (count < fewestSamples) return -1
  const spreadA = sumAA - (sumA * sumA) / count
  const spreadB = sumBB - (sumB * sumB) / count
  return (sumAB - (sumA * sumB) / count) / Math.sqrt(Math.max(1e-9, spreadA * spreadB))
}
