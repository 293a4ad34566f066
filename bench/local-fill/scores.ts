import { ssim } from 'ssim.js'

/** An 8-bit RGB picture. */
export interface Rgb {
  readonly data: Uint8Array
  readonly width: number
  readonly height: number
}

export interface Scores {
  /** PSNR in dB inside the hole after 8 x 8 means: are colour and structure right? */
  readonly p8: number
  /** Gradient energy inside the hole over the truth's: 1 is right, under 0.3 is blur. */
  readonly texture: number
  /** Gradient across the mask's edge over the truth's: 1 is invisible. */
  readonly seam: number
  /** PSNR in dB of the samples, and structural similarity, inside the hole. Both reward blur. */
  readonly psnr: number
  readonly ssim: number
}

const block = 8

/** How near a fill comes to the truth that its mask had cut away. `mask` is not 0 in the hole. */
export function score(truth: Rgb, fill: Rgb, mask: Uint8Array): Scores {
  const { width, height } = truth
  const box = boxOf(mask, width, height)
  const trueLuma = lumaOf(truth)
  const fillLuma = lumaOf(fill)
  let squares = 0
  let samples = 0
  let trueGradient = 0
  let fillGradient = 0
  let trueSeam = 0
  let fillSeam = 0
  for (let y = box.top; y < box.bottom; y++) {
    for (let x = box.left; x < box.right; x++) {
      const i = y * width + x
      if (mask[i]) {
        for (let c = i * 3; c < i * 3 + 3; c++) squares += (truth.data[c]! - fill.data[c]!) ** 2
        samples += 3
      }
      for (const next of [i + 1, i + width]) {
        if (next === i + 1 ? x === width - 1 : y === height - 1) continue
        const trueStep = Math.abs(trueLuma[i]! - trueLuma[next]!)
        const fillStep = Math.abs(fillLuma[i]! - fillLuma[next]!)
        if (mask[i]) {
          trueGradient += trueStep
          fillGradient += fillStep
        }
        if (!mask[i] !== !mask[next]) {
          trueSeam += trueStep
          fillSeam += fillStep
        }
      }
    }
  }
  return {
    p8: decibels(meanBlockError(truth, fill, mask, box)),
    texture: fillGradient / trueGradient,
    seam: fillSeam / trueSeam,
    psnr: decibels(squares / samples),
    ssim: similarity(truth, fill, mask, box),
  }
}

const decibels = (error: number) => 10 * Math.log10(255 ** 2 / Math.max(error, 1e-9))

interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

function boxOf(mask: Uint8Array, width: number, height: number): Box {
  const box = { left: width, top: height, right: 0, bottom: 0 }
  for (let i = 0; i < mask.length; i++) {
    if (!mask[i]) continue
    box.left = Math.min(box.left, i % width)
    box.right = Math.max(box.right, i % width)
    box.top = Math.min(box.top, Math.floor(i / width))
    box.bottom = Math.floor(i / width)
  }
  return {
    left: Math.max(0, box.left - block),
    top: Math.max(0, box.top - block),
    right: Math.min(width, box.right + block + 1),
    bottom: Math.min(height, box.bottom + block + 1),
  }
}

function lumaOf({ data }: Rgb): Float32Array {
  const luma = new Float32Array(data.length / 3)
  for (let i = 0; i < luma.length; i++)
    luma[i] = 0.299 * data[i * 3]! + 0.587 * data[i * 3 + 1]! + 0.114 * data[i * 3 + 2]!
  return luma
}

/** Mean squared difference of the means of blocks that lie for more than half in the hole. */
function meanBlockError(truth: Rgb, fill: Rgb, mask: Uint8Array, box: Box): number {
  let error = 0
  let count = 0
  for (let top = box.top; top + block <= box.bottom; top += block) {
    for (let left = box.left; left + block <= box.right; left += block) {
      const difference = [0, 0, 0]
      let masked = 0
      for (let y = top; y < top + block; y++) {
        for (let x = left; x < left + block; x++) {
          const i = y * truth.width + x
          if (mask[i]) masked++
          for (let c = 0; c < 3; c++) difference[c]! += truth.data[i * 3 + c]! - fill.data[i * 3 + c]!
        }
      }
      if (masked <= block ** 2 / 2) continue
      for (const sum of difference) error += (sum / block ** 2) ** 2
      count += 3
    }
  }
  return error / count
}

function similarity(truth: Rgb, fill: Rgb, mask: Uint8Array, box: Box): number {
  const width = box.right - box.left
  const height = box.bottom - box.top
  const crop = ({ data, width: stride }: Rgb) => {
    const rgba = new Uint8ClampedArray(width * height * 4).fill(255)
    for (let i = 0; i < width * height; i++) {
      const from = ((box.top + Math.floor(i / width)) * stride + box.left + (i % width)) * 3
      for (let c = 0; c < 3; c++) rgba[i * 4 + c] = data[from + c]!
    }
    return { data: rgba, width, height } as ImageData
  }
  const { ssim_map: map } = ssim(crop(truth), crop(fill), { downsample: false })
  const marginX = (width - map.width) >> 1
  const marginY = (height - map.height) >> 1
  let sum = 0
  let count = 0
  for (let y = 0; y < map.height; y++) {
    for (let x = 0; x < map.width; x++) {
      if (!mask[(box.top + y + marginY) * truth.width + box.left + x + marginX]) continue
      sum += map.data[y * map.width + x]!
      count++
    }
  }
  return sum / count
}
