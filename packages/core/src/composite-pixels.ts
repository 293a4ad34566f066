import { PaintoutError } from './errors.ts'
import { Scanner } from './geometry/scan.ts'
import { createSamples, depthOf, hasAlpha, type Mask, type Pixels, type Samples } from './pixels.ts'

/** Where the first sample of a fill lies in the image it is laid on. */
export interface Place {
  readonly left: number
  readonly top: number
}

const origin: Place = { left: 0, top: 0 }

/**
 * Lays `fill` over `target` where `mask` selects, in place: 0 leaves the target's samples as they are, bit for bit,
 * 255 takes the fill's, and between them `round((target * (255 - mask) + fill * mask) / 255)`, exactly, halves up.
 * With alpha (straight, 2 or 4 channels) colours weigh as much as they are opaque, so that what hides under
 * a transparent pixel never shines through; two opaque pixels blend as without alpha.
 *
 * `fill` has the channels and the depth of `target` and lies inside it at `at`.
 * `mask` is as large as `fill`, or as large as `target` and then read at `at`.
 * Throws `invalid-image` or `invalid-mask` where sizes, channels or depths do not fit. Copies nothing.
 */
export function compositeInto(target: Pixels, fill: Pixels, mask: Mask, at: Place = origin): void {
  checkFits(target, fill, mask, at)
  const { channels } = target
  const maskAt = mask.width === fill.width && mask.height === fill.height ? origin : at
  const blend = hasAlpha(target) ? blendAlpha : blendPlain
  const scanner = new Scanner(mask.data)
  for (let y = 0; y < fill.height; y++) {
    const maskRow = (maskAt.top + y) * mask.width + maskAt.left
    const toTarget = ((at.top + y) * target.width + at.left - maskRow) * channels
    const toFill = (y * fill.width - maskRow) * channels
    const end = maskRow + fill.width
    for (let i = scanner.skip(0, maskRow, end); i < end; i = scanner.skip(0, i, end)) {
      const solid = scanner.skip(255, i, end)
      copy(target.data, fill.data, i * channels, solid * channels, toTarget, toFill)
      i = blend(target.data, fill.data, mask.data, solid, end, channels, toTarget, toFill)
    }
  }
}

/** `compositeInto` on a copy of `base`: one new array, `base` stays as it is. */
export function compositePixels<S extends Samples>(base: Pixels<S>, fill: Pixels, mask: Mask, at?: Place): Pixels<S>
export function compositePixels(base: Pixels, fill: Pixels, mask: Mask, at: Place = origin): Pixels {
  checkFits(base, fill, mask, at)
  const data = createSamples(base.data, base.data.length)
  data.set(base.data)
  const composed = { ...base, data }
  compositeInto(composed, fill, mask, at)
  return composed
}

/** Below this a loop is faster than setting up a copy of memory. */
const shortCopy = 64

function copy(target: Samples, fill: Samples, from: number, to: number, toTarget: number, toFill: number): void {
  if (to - from >= shortCopy) target.set(fill.subarray(from + toFill, to + toFill), from + toTarget)
  else for (let k = from; k < to; k++) target[k + toTarget] = fill[k + toFill]!
}

/** Blends the run of soft samples that starts at `from`, and gives back where it ends. */
type Blend = (
  target: Samples,
  fill: Samples,
  mask: Uint8Array,
  from: number,
  end: number,
  channels: number,
  toTarget: number,
  toFill: number,
) => number

const blendPlain: Blend = (target, fill, mask, from, end, channels, toTarget, toFill) => {
  let i = from
  for (; i < end; i++) {
    const m = mask[i]!
    if (m === 0 || m === 255) break
    const stop = (i + 1) * channels
    for (let k = i * channels; k < stop; k++) {
      target[k + toTarget] = divideBy255(target[k + toTarget]! * (255 - m) + fill[k + toFill]! * m)
    }
  }
  return i
}

const blendAlpha: Blend = (target, fill, mask, from, end, channels, toTarget, toFill) => {
  let i = from
  for (; i < end; i++) {
    const m = mask[i]!
    if (m === 0 || m === 255) break
    const alpha = (i + 1) * channels - 1
    let weightOld = target[alpha + toTarget]! * (255 - m)
    let weightNew = fill[alpha + toFill]! * m
    target[alpha + toTarget] = divideBy255(weightOld + weightNew)
    if (weightOld + weightNew === 0) {
      weightOld = 255 - m
      weightNew = m
    }
    const weight = weightOld + weightNew
    for (let k = i * channels; k < alpha; k++) {
      const sum = target[k + toTarget]! * weightOld + fill[k + toFill]! * weightNew
      target[k + toTarget] = Math.floor((2 * sum + weight) / (2 * weight))
    }
  }
  return i
}

/**
 * `sum / 255`, rounded, for sums of 16-bit samples. There are no halves, as 255 is odd, and the nearest that
 * `(sum + 127.5) / 255` comes to a whole number is 1/510, far more than what the multiplication is off by.
 */
function divideBy255(sum: number): number {
  return ((sum + 127.5) * (1 / 255)) | 0
}

function checkFits(target: Pixels, fill: Pixels, mask: Mask, at: Place): void {
  if (fill.channels !== target.channels || depthOf(fill) !== depthOf(target)) {
    throw new PaintoutError(
      'invalid-image',
      `Expected a fill of ${target.channels} channels of ${depthOf(target)} bits like its image, ` +
        `got ${fill.channels} of ${depthOf(fill)} bits. Convert the fill first.`,
    )
  }
  const inside =
    Number.isInteger(at.left) &&
    Number.isInteger(at.top) &&
    at.left >= 0 &&
    at.top >= 0 &&
    at.left + fill.width <= target.width &&
    at.top + fill.height <= target.height
  if (!inside) {
    throw new PaintoutError(
      'invalid-image',
      `Expected the fill to lie inside the image of ${sizeOf(target)}, got ${sizeOf(fill)} at ${at.left}, ${at.top}. ` +
        'Crop the fill to the image first.',
    )
  }
  const fits = (other: Pixels) => mask.width === other.width && mask.height === other.height
  if (!fits(fill) && !fits(target)) {
    throw new PaintoutError(
      'invalid-mask',
      `Expected a mask as large as the fill (${sizeOf(fill)}) or the image (${sizeOf(target)}), got ${sizeOf(mask)}. ` +
        'Resize or crop the mask first.',
    )
  }
}

function sizeOf({ width, height }: Pixels): string {
  return `${width} × ${height}`
}
