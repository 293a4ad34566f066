import { createMask, type Mask } from '@paintout/core'

/** The model takes and gives squares of so many samples, whatever the photo's shape: the photo is stretched to it. */
export const modelSide = 256

/**
 * What the model answers, `side` × `side` numbers from 0 (not a person) to 1, as a mask of another size: straight lines
 * between its samples, in levels of 8 bits.
 */
export function readLevels(
  chances: Float32Array,
  side: number,
  { width, height }: { readonly width: number; readonly height: number },
): Mask {
  const mask = createMask(width, height)
  for (let y = 0; y < height; y++) {
    const [row, below, down] = between(y, height, side)
    for (let x = 0; x < width; x++) {
      const [column, beside, across] = between(x, width, side)
      const upper = chances[row * side + column]! * (1 - across) + chances[row * side + beside]! * across
      const lower = chances[below * side + column]! * (1 - across) + chances[below * side + beside]! * across
      const chance = upper * (1 - down) + lower * down
      mask.data[y * width + x] = Math.round(255 * Math.min(Math.max(chance, 0), 1))
    }
  }
  return mask
}

/** The two samples around a place, and how much the second one counts. */
function between(place: number, length: number, samples: number): readonly [number, number, number] {
  const centre = Math.min(Math.max(((place + 0.5) * samples) / length - 0.5, 0), samples - 1)
  const first = Math.floor(centre)
  return [first, Math.min(first + 1, samples - 1), centre - first]
}
