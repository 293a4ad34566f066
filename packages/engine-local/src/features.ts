import type { Channels, Samples } from '@paintout/core'
import type { Parameters } from './parameters.ts'

/** Samples of a region as the worker got them, and which of its pixels are to be filled (not 0). */
export interface Region {
  readonly data: Samples
  readonly width: number
  readonly height: number
  readonly channels: Channels
  readonly mask: Uint8Array
}

/** What patches are compared by: four bytes a pixel, red, green, blue and texture. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly features: Uint8Array
  /** 1 where the pixel is to be filled. */
  readonly hole: Uint8Array
}

/**
 * The features of a region, each pixel the mean of the known pixels among `scale` x `scale`; a pixel is a hole if any
 * of these is. Colours under transparency do not count: a colour is laid over middle grey by its alpha, which also
 * takes three quarters of the fourth feature, so that what is see-through matches only its like.
 */
export function describe(region: Region, scale: number, parameters: Parameters): Picture {
  const picture =
    scale === 1 && region.channels === 3 && region.data.BYTES_PER_ELEMENT === 1
      ? readRegion(region)
      : shrinkRegion(region, scale)
  addTexture(picture, parameters, region.channels % 2 === 0 && !isOpaque(region))
  return picture
}

function isOpaque({ data, channels, mask }: Region): boolean {
  const opaque = data instanceof Uint16Array ? 65535 : 255
  for (let i = 0, a = channels - 1; i < mask.length; i++, a += channels) if (!mask[i] && data[a]! < opaque) return false
  return true
}

/** What `shrinkRegion` makes of 8-bit colour at scale 1, several times faster. */
function readRegion({ data, width, height, mask }: Region): Picture {
  const count = width * height
  const features = new Uint8Array((count + 1) * 4)
  const hole = new Uint8Array(count)
  for (let i = 0, from = 0, to = 0; i < count; i++, from += 3, to += 4) {
    if (mask[i]) {
      hole[i] = 1
      continue
    }
    features[to] = data[from]!
    features[to + 1] = data[from + 1]!
    features[to + 2] = data[from + 2]!
  }
  return { width, height, features, hole }
}

function shrinkRegion({ data, width, height, channels, mask }: Region, scale: number): Picture {
  const w = Math.ceil(width / scale)
  const h = Math.ceil(height / scale)
  // One pixel more than the picture has: the kernels read rows of 7 pixels as 8.
  const features = new Uint8Array((w * h + 1) * 4)
  const hole = new Uint8Array(w * h)
  const toByte = data instanceof Uint16Array ? 1 / 257 : 1
  const green = channels > 2 ? 1 : 0
  const blue = channels > 2 ? 2 : 0
  const alpha = channels % 2 === 0 ? channels - 1 : -1

  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const at = y * w + x
      let r = 0
      let g = 0
      let b = 0
      let a = 0
      let known = 0
      for (let py = y * scale; py < Math.min(height, (y + 1) * scale); py++) {
        for (let px = x * scale; px < Math.min(width, (x + 1) * scale); px++) {
          const pixel = py * width + px
          if (mask[pixel]) {
            hole[at] = 1
            continue
          }
          const i = pixel * channels
          const cover = alpha < 0 ? 1 : (data[i + alpha]! * toByte) / 255
          const grey = 127.5 * (1 - cover)
          r += data[i]! * toByte * cover + grey
          g += data[i + green]! * toByte * cover + grey
          b += data[i + blue]! * toByte * cover + grey
          a += cover
          known++
        }
      }
      if (known === 0) continue
      features[at * 4] = r / known + 0.5
      features[at * 4 + 1] = g / known + 0.5
      features[at * 4 + 2] = b / known + 0.5
      features[at * 4 + 3] = (255 * a) / known + 0.5
    }
  }
  return { width: w, height: h, features, hole }
}

/**
 * Writes the fourth feature: the mean gradient of brightness around a pixel, known pixels only. Without it a smooth
 * fill matches a rough surface of the same mean colour (Newson et al. 2014).
 */
function addTexture(
  { width, height, features, hole }: Picture,
  { texture, textureReach }: Parameters,
  seeThrough: boolean,
) {
  const count = width * height
  const luma = new Int32Array(count)
  for (let i = 0, j = 0; i < count; i++, j += 4)
    luma[i] = (77 * features[j]! + 150 * features[j + 1]! + 29 * features[j + 2]!) >> 8
  const gradient = new Int32Array(count)
  const counted = new Int32Array(count)
  for (let y = 0; y < height - 1; y++) {
    for (let x = 0; x < width - 1; x++) {
      const i = y * width + x
      if (hole[i] || hole[i + 1] || hole[i + width]) continue
      gradient[i] = Math.abs(luma[i + 1]! - luma[i]!) + Math.abs(luma[i + width]! - luma[i]!)
      counted[i] = 1
    }
  }
  boxSum(gradient, width, height, textureReach)
  boxSum(counted, width, height, textureReach)
  for (let i = 0; i < count; i++) {
    const rough = counted[i]! > 0 ? Math.min(255, Math.round((texture * gradient[i]!) / counted[i]!)) : 0
    const at = i * 4 + 3
    features[at] = seeThrough ? (3 * features[at]! + rough + 2) >> 2 : rough
  }
}

/** Sums over squares of `2 * reach + 1`, in place, by running sums along rows and then columns. */
function boxSum(values: Int32Array, width: number, height: number, reach: number): void {
  const rows = new Int32Array(values.length)
  for (let y = 0; y < height; y++) {
    const row = y * width
    let sum = 0
    for (let x = 0; x < Math.min(reach, width); x++) sum += values[row + x]!
    for (let x = 0; x < width; x++) {
      if (x + reach < width) sum += values[row + x + reach]!
      rows[row + x] = sum
      if (x >= reach) sum -= values[row + x - reach]!
    }
  }
  const sums = new Int32Array(width)
  for (let y = 0; y < Math.min(reach, height); y++)
    for (let x = 0; x < width; x++) sums[x] = sums[x]! + rows[y * width + x]!
  for (let y = 0; y < height; y++) {
    const enters = y + reach < height ? (y + reach) * width : -1
    const leaves = y >= reach ? (y - reach) * width : -1
    for (let x = 0; x < width; x++) {
      const sum = enters < 0 ? sums[x]! : sums[x]! + rows[enters + x]!
      values[y * width + x] = sum
      sums[x] = leaves < 0 ? sum : sum - rows[leaves + x]!
    }
  }
}
