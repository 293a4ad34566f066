import { boundsOf, growRect, intersectRect, type Rect, rectInside } from '../geometry/rect.ts'
import { copyPixels, hasAlpha, type Mask, maxOf, type Pixels } from '../pixels.ts'
import { isAlike } from './alike.ts'
import { findCorrection, type Surroundings } from './correction.ts'
import { type Plane, smoothPlane } from './plane.ts'
import { erodeSquare } from './pyramid.ts'
import { readCover, readPlanes } from './read-planes.ts'
import { workingSize } from './register.ts'
import { applyTone, fitTone, type Tone } from './tone.ts'

/** What changes slowly is seen well enough at this long side. */
const side = 256

/** Samples beyond the mask that a soft edge may take from the answer. */
const beyond = 32

/** Samples around the hole whose means have some of it. */
const clearOfHole = 1

/**
 * A copy of `answer` with the tone and the light of `photo`, in the mask and around it: gain and offset of each channel,
 * then the difference that is left around the mask, carried inwards smoothly (`correction.ts`). Detail stays as it is;
 * a flat fill meets a flat ground exactly, and where nothing around the mask differs nothing is added. Alpha is left
 * alone. The three have one size, `answer` is registered.
 */
export function harmonizePixels(photo: Pixels, answer: Pixels, mask: Mask): Pixels {
  const harmonized = copyPixels(answer)
  const bounds = boundsOf(mask)
  if (!bounds) return harmonized
  const [width, height] = workingSize(photo, side)
  const hole = readCover(mask, width, height)
  const photoPlanes = readPlanes(photo, width, height)
  const answerPlanes = readPlanes(answer, width, height)
  if (photoPlanes.every((plane, channel) => isAlike(plane, answerPlanes[channel]!, hole))) return harmonized
  const surroundings = surroundingsOf(hole)
  const tones = photoPlanes.map((plane, channel) =>
    fitTone(smoothPlane(plane), smoothPlane(answerPlanes[channel]!), surroundings.known),
  )
  const toned = answerPlanes.map((plane, channel) => applyTone(plane, tones[channel]!))
  const fields = findCorrection(photoPlanes, toned, surroundings)
  const area = intersectRect(growRect(bounds, beyond), rectInside(photo.width, photo.height))
  addInto(harmonized, tones, fields, area)
  return harmonized
}

function surroundingsOf({ data, width, height }: Plane): Surroundings {
  const open = new Uint8Array(data.length)
  for (let at = 0; at < open.length; at++) if (data[at] === 0) open[at] = 1
  const known = erodeSquare(open, width, height, clearOfHole)
  return { known, unknown: known.map((one) => 1 - one) }
}

/** In place: tone, then what the fields hold, read by straight lines. */
function addInto(pixels: Pixels, tones: readonly Tone[], fields: readonly Plane[], area: Rect): void {
  const { data, width, height, channels } = pixels
  const colours = hasAlpha(pixels) ? channels - 1 : channels
  const largest = maxOf(pixels)
  const perLevel = largest / 255
  const grid = fields[0]!
  const line = new Float32Array(grid.width)
  const added = new Float32Array(width)
  for (let y = area.top; y < area.top + area.height; y++) {
    const place = within(((y + 0.5) * grid.height) / height - 0.5, grid.height)
    const above = Math.floor(place) * grid.width
    const below = Math.min(grid.height - 1, Math.floor(place) + 1) * grid.width
    const part = place - Math.floor(place)
    for (let channel = 0; channel < colours; channel++) {
      const field = fields[channel]!.data
      const { gain, offset } = tones[channel]!
      for (let x = 0; x < grid.width; x++) line[x] = field[above + x]! * (1 - part) + field[below + x]! * part + offset
      stretch(line, added, area.left, area.left + area.width)
      for (let x = area.left; x < area.left + area.width; x++) {
        const at = (y * width + x) * channels + channel
        const level = gain * data[at]! + perLevel * added[x]! + 0.5
        data[at] = level < 0 ? 0 : Math.min(level, largest)
      }
    }
  }
}

function stretch(line: Float32Array, to: Float32Array, start: number, end: number): void {
  const step = line.length / to.length
  for (let x = start; x < end; x++) {
    const place = within((x + 0.5) * step - 0.5, line.length)
    const left = place | 0
    const right = left + 1 < line.length ? left + 1 : left
    to[x] = line[left]! + (line[right]! - line[left]!) * (place - left)
  }
}

function within(place: number, length: number): number {
  return Math.min(Math.max(place, 0), length - 1)
}
