import type { Registration } from '@paintout/core'
import type { Drift } from './answers.ts'
import type { Scene } from './scenes.ts'

/** How far samples of the mask end up from where they belong, in pixels: root of the mean square. */
export function errorOf({ affine }: Registration, { dx, dy, matrix }: Drift, { photo, mask }: Scene): number {
  const { width, height } = photo
  const [xx, xy, yx, yy] = matrix
  let sum = 0
  let count = 0
  for (let y = 0; y < height; y += 5) {
    for (let x = 0; x < width; x += 5) {
      if (mask.data[y * width + x] === 0) continue
      const u = (2 * x + 1) / width - 1
      const v = (2 * y + 1) / height - 1
      const toX = ((affine.xx * u + affine.xy * v + affine.x) * width) / 2
      const toY = ((affine.yx * u + affine.yy * v + affine.y) * height) / 2
      const backX = xx * toX + xy * toY + dx * width
      const backY = yx * toX + yy * toY + dy * width
      sum += (backX - (u * width) / 2) ** 2 + (backY - (v * height) / 2) ** 2
      count++
    }
  }
  return Math.sqrt(sum / count)
}
