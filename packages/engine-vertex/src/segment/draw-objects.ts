import {
  createMask,
  drawPolygon,
  levelsOf,
  type Mask,
  PaintoutError,
  type Pixels,
  type Rect,
  segmentBox,
  uniteMasks,
} from '@paintout/core'
import { quoted } from '../quote.ts'
import type { FoundObject, Point } from './read-objects.ts'

/** More likely than not. */
const half = 128

interface Drawing {
  readonly model: string
  decode(bytes: Uint8Array): Promise<Pixels>
}

/**
 * The mask of all objects, as large as the picture that the model saw. An outline is drawn, a picture of the box cut at
 * half; where there is only a box, the object is cut out of what it shows.
 * @throws `invalid-answer` for a mask that is no picture
 */
export async function drawObjects(objects: readonly FoundObject[], picture: Pixels, drawing: Drawing): Promise<Mask> {
  const { width, height } = picture
  const masks = await Promise.all(objects.map((object) => drawObject(object, picture, drawing)))
  return uniteMasks([createMask(width, height), ...masks])
}

async function drawObject(object: FoundObject, picture: Pixels, drawing: Drawing): Promise<Mask> {
  const { width, height } = picture
  const box = rectOf(object.box, picture)
  if (object.outlines) return uniteMasks(object.outlines.map((ring) => drawRing(ring, width, height)))
  if (object.picture) return placeLevels(await decodeMask(object, object.picture, drawing), box, picture)
  return segmentBox(picture, box)
}

/** An outline that is too thin to hold the middle of a pixel selects nothing. */
function drawRing(ring: readonly Point[], width: number, height: number): Mask {
  const points = ring.map(([x, y]) => [(x * width) / 1000, (y * height) / 1000] as const)
  try {
    return drawPolygon(points, width, height)
  } catch (error) {
    if (PaintoutError.is(error) && error.code === 'invalid-mask') return createMask(width, height)
    throw error
  }
}

async function decodeMask({ label }: FoundObject, bytes: Uint8Array, { model, decode }: Drawing): Promise<Mask> {
  try {
    return levelsOf(await decode(bytes))
  } catch (cause) {
    throw new PaintoutError(
      'invalid-answer',
      `Expected a PNG as the mask of ${quoted(label)}, got ${bytes.length} bytes from \`${model}\` that are none. Ask for boxes alone with \`outline: false\`, or another \`model\`.`,
      { cause },
    )
  }
}

/** At least one pixel. */
function rectOf({ left, top, right, bottom }: FoundObject['box'], { width, height }: Pixels): Rect {
  const x = Math.min(Math.round((left * width) / 1000), width - 1)
  const y = Math.min(Math.round((top * height) / 1000), height - 1)
  return {
    left: x,
    top: y,
    width: Math.max(1, Math.round((right * width) / 1000) - x),
    height: Math.max(1, Math.round((bottom * height) / 1000) - y),
  }
}

/** Levels stretched to the box, by straight lines between their samples, and cut at half. */
function placeLevels(levels: Mask, box: Rect, { width, height }: Pixels): Mask {
  const mask = createMask(width, height)
  for (let y = 0; y < box.height; y++) {
    const [row, below, down] = between(y, box.height, levels.height)
    for (let x = 0; x < box.width; x++) {
      const [column, beside, across] = between(x, box.width, levels.width)
      const at = (line: number, place: number) => levels.data[line * levels.width + place]!
      const upper = at(row, column) * (1 - across) + at(row, beside) * across
      const lower = at(below, column) * (1 - across) + at(below, beside) * across
      if (upper * (1 - down) + lower * down >= half) mask.data[(box.top + y) * width + box.left + x] = 255
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
