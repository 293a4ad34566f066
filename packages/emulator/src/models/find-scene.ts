import { createMask, cropPixels, dilateMask, findComponents, type Mask, type Rect } from '@paintout/core'
import { resize } from '../pictures.ts'
import { type CleanPlate, centralEllipse, type Scene } from './paint.ts'

/** An object of a scene: its mask as large as the picture, and the box around it. */
export interface SceneObject {
  readonly box: Rect
  readonly mask: Mask
}

/** Levels of a channel by which an object differs from what is behind it; less is what encoding and resizing do. */
const visible = 14

/** Gaps within one object, in pixels, and the least that is taken for one, as a share of the picture. */
const gap = 3
const leastShare = 0.0003

/** Where the picture differs from the clean plate of its scene; the central ellipse where none is known. */
export async function findScene(scene: Scene, clean?: CleanPlate): Promise<readonly SceneObject[]> {
  const { picture } = scene
  const plate = await clean?.(scene)
  const mask = plate ? difference(scene, (await resize(plate, picture)).data) : centralEllipse(picture)
  const least = leastShare * picture.width * picture.height
  return findComponents(mask)
    .filter(({ area }) => area >= least)
    .map(({ bounds }) => ({ box: bounds, mask: onlyIn(mask, bounds) }))
}

function difference({ picture }: Scene, plate: Uint8Array): Mask {
  const { data, width, height, channels } = picture
  const mask = createMask(width, height)
  for (let i = 0; i < mask.data.length; i++) {
    for (let k = i * channels; k < (i + 1) * channels; k++) {
      if (Math.abs(data[k]! - plate[k]!) > visible) mask.data[i] = 255
    }
  }
  return dilateMask(dilateMask(mask, gap), -gap)
}

function onlyIn(mask: Mask, box: Rect): Mask {
  const only = createMask(mask.width, mask.height)
  const part = cropPixels(mask, box)
  for (let y = 0; y < box.height; y++) {
    only.data.set(part.data.subarray(y * box.width, (y + 1) * box.width), (box.top + y) * mask.width + box.left)
  }
  return only
}
