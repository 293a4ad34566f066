import {
  boundsOf,
  type Candidate,
  type Channels,
  copyPixels,
  createMask,
  cropPixels,
  depthOf,
  type Mask,
  type Pixels,
  rectInside,
} from '@paintout/core'
import type { Part } from './entry.ts'

/** All candidates of an answer in one picture, one below the other. */
export interface Packed {
  readonly pixels: Pixels
  readonly parts: readonly Part[]
}

/** Candidates in samples, as core hands them over. */
export type DecodedCandidate = Candidate & { readonly image: Pixels }

/**
 * Lays candidates, and the masks that the engine chose, below each other. Of an 8-bit RGB answer as large as `needed`
 * only the box of what is needed is taken, with an alpha that says what is kept; the rest is the photo's, not ours.
 */
export function packAnswer(answer: readonly DecodedCandidate[], needed: Mask | undefined): Packed {
  const pieces = answer.flatMap((candidate) => piecesOf(candidate, needed))
  const [{ pixels: first }] = pieces as [Piece]
  const channels = Math.max(...pieces.map(({ pixels }) => pixels.channels)) as Channels
  const width = Math.max(...pieces.map(({ pixels }) => pixels.width))
  const height = pieces.reduce((sum, { pixels }) => sum + pixels.height, 0)
  const data = new (first.data.constructor as Uint8ArrayConstructor)(width * height * channels)
  const picture: Pixels = { data, width, height, channels }
  let row = 0
  const parts = pieces.map(({ pixels, part }) => {
    lay(picture, pixels, row)
    const placed = { ...part, row }
    row += pixels.height
    return placed
  })
  return { pixels: picture, parts }
}

/**
 * The candidates again. Samples that were not kept are those of `image`, the picture of the request.
 * Undefined where the parts do not fit it: such an entry is not this request's.
 */
export function unpackAnswer({ pixels, parts }: Packed, image: Pixels): DecodedCandidate[] | undefined {
  const candidates: { image: Pixels; mask?: Mask; note?: string }[] = []
  for (const part of parts) {
    const [, , width, height] = part.box
    const piece = cropPixels(pixels, { left: 0, top: part.row, width, height })
    const last = candidates.at(-1)
    if (part.kind === 'mask') {
      if (!last || part.cut) return undefined
      last.mask = maskOf(piece)
    } else {
      const whole = part.cut ? paste(piece, part, image) : piece
      if (!whole) return undefined
      candidates.push({ image: whole, ...(part.note === undefined ? {} : { note: part.note }) })
    }
  }
  return candidates.length > 0 ? candidates : undefined
}

interface Piece {
  readonly pixels: Pixels
  readonly part: Omit<Part, 'row'>
}

function piecesOf({ image, mask, note }: DecodedCandidate, needed: Mask | undefined): Piece[] {
  const noted = note === undefined ? {} : { note }
  const pieces = [needed && fits(image, needed) ? cutOut(image, needed, noted) : whole(image, 'image', noted)]
  if (mask) pieces.push(whole(mask, 'mask', {}))
  return pieces
}

function fits(image: Pixels, needed: Mask): boolean {
  return image.channels === 3 && image.width === needed.width && image.height === needed.height && depthOf(image) === 8
}

function whole(pixels: Pixels, kind: Part['kind'], noted: { note?: string }): Piece {
  const { width, height } = pixels
  return { pixels, part: { kind, size: [width, height], box: [0, 0, width, height], cut: false, ...noted } }
}

function cutOut(image: Pixels, needed: Mask, noted: { note?: string }): Piece {
  const box = boundsOf(needed) ?? rectInside(1, 1)
  const colours = cropPixels(image, box)
  const keep = cropPixels(needed, box)
  const data = new Uint8Array(keep.data.length * 4)
  for (let pixel = 0; pixel < keep.data.length; pixel++) {
    if (keep.data[pixel] === 0) continue
    for (let k = 0; k < 3; k++) data[pixel * 4 + k] = colours.data[pixel * 3 + k]!
    data[pixel * 4 + 3] = 255
  }
  const { left, top, width, height } = box
  return {
    pixels: { data, width, height, channels: 4 },
    part: { kind: 'image', size: [image.width, image.height], box: [left, top, width, height], cut: true, ...noted },
  }
}

function paste(piece: Pixels, { size, box }: Part, image: Pixels): Pixels | undefined {
  if (piece.channels !== 4 || image.channels !== 3 || image.width !== size[0] || image.height !== size[1]) {
    return undefined
  }
  const [left, top, width, height] = box
  const pasted = copyPixels(image)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * 4
      if (piece.data[from + 3] === 0) continue
      const to = ((top + y) * image.width + left + x) * 3
      for (let k = 0; k < 3; k++) pasted.data[to + k] = piece.data[from + k]!
    }
  }
  return pasted
}

/** Copies rows of any fewer channels: grey is repeated, and what has no alpha is opaque. */
function lay(picture: Pixels, pixels: Pixels, row: number): void {
  const { channels } = picture
  const max = picture.data instanceof Uint16Array ? 65535 : 255
  const scale = max === 65535 && pixels.data instanceof Uint8Array ? 257 : 1
  for (let y = 0; y < pixels.height; y++) {
    for (let x = 0; x < pixels.width; x++) {
      const from = (y * pixels.width + x) * pixels.channels
      const to = ((row + y) * picture.width + x) * channels
      for (let k = 0; k < channels; k++) {
        const isAlpha = channels % 2 === 0 && k === channels - 1
        if (isAlpha && pixels.channels % 2 === 1) picture.data[to + k] = max
        else picture.data[to + k] = pixels.data[from + Math.min(k, pixels.channels - 1)]! * scale
      }
    }
  }
}

function maskOf({ data, width, height, channels }: Pixels): Mask {
  const mask = createMask(width, height)
  const divisor = data instanceof Uint16Array ? 257 : 1
  for (let pixel = 0; pixel < mask.data.length; pixel++) mask.data[pixel] = data[pixel * channels]! / divisor
  return mask
}
