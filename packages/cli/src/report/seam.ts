import type { Mask, Pixels } from '@paintout/core'

/**
 * How much the picture steps across the rim of what was blended, over how much it steps one pixel farther out: 1 is as its
 * surroundings are, 2 is an edge that a person sees. Undefined where the rim lies nowhere inside the picture.
 */
export function measureSeam({ data, width, height, channels }: Pixels, mask: Mask): number | undefined {
  const green = channels < 3 ? 0 : 1
  const step = (a: number, b: number) => Math.abs(data[a * channels + green]! - data[b * channels + green]!)
  let across = 0
  let beyond = 0
  let count = 0
  const look = (inside: number, towards: number) => {
    across += step(inside, inside + towards)
    beyond += step(inside + towards, inside + 2 * towards)
    count++
  }
  for (let y = 2; y < height - 2; y++) {
    for (let x = 2; x < width - 2; x++) {
      const pixel = y * width + x
      if (mask.data[pixel] === 0) continue
      for (const towards of [1, -1, width, -width]) if (mask.data[pixel + towards] === 0) look(pixel, towards)
    }
  }
  // A flat sky has no steps of its own: half a level is what rounding makes.
  return count === 0 ? undefined : (across / count + 0.5) / (beyond / count + 0.5)
}
