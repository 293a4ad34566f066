import { createSamples, type Pixels } from '../../../packages/core/src/pixels.ts'

/** Area means of one channel, to the fraction of a sample: slow, exact, and centred by construction. */
export function resizeByBoxes(pixels: Pixels, width: number, height: number): Pixels {
  const data = createSamples(pixels.data, width * height)
  for (let y = 0, at = 0; y < height; y++) {
    const rows = sharesOf(y, height, pixels.height)
    for (let x = 0; x < width; x++, at++) {
      const columns = sharesOf(x, width, pixels.width)
      let sum = 0
      for (const [row, down] of rows) {
        for (const [column, across] of columns) sum += down * across * pixels.data[row * pixels.width + column]!
      }
      data[at] = Math.round(sum)
    }
  }
  return { data, width, height, channels: 1 }
}

/** The samples of a line of `from` that lie under sample `index` of the same line cut into `to`, and their shares. */
function sharesOf(index: number, to: number, from: number): [sample: number, share: number][] {
  const start = (index * from) / to
  const end = ((index + 1) * from) / to
  const shares: [number, number][] = []
  for (let sample = Math.floor(start); sample < Math.min(from, Math.ceil(end)); sample++) {
    const covered = Math.min(end, sample + 1) - Math.max(start, sample)
    if (covered > 0) shares.push([sample, covered / (end - start)])
  }
  return shares
}
