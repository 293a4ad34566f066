import { createMask, dilateMask, type Mask, type Pixels } from '@paintout/core'
import { fillPixels } from '@paintout/engine-local'
import { type Extent, resize } from '../pictures.ts'

/** What a model was asked to remove from which picture, as it was decoded. */
export interface Scene {
  readonly picture: Pixels
  /** What is to go; absent where the model was to find it by itself, and no marking shows it. */
  readonly mask: Mask | undefined
  readonly seed: number
}

/** Gives the scene without its object, of any size, where it knows it. */
export type CleanPlate = (scene: Scene) => Pixels | undefined | Promise<Pixels | undefined>

/** A removal at the size that the model answers in: the clean plate of a known scene, else a fill by the local engine. */
export async function paint(scene: Scene, size: Extent, clean?: CleanPlate): Promise<Pixels<Uint8Array>> {
  const plate = await clean?.(scene)
  if (plate) return resize(plate, size)
  const { picture, seed } = scene
  const mask = dilateMask(scene.mask ?? centralEllipse(picture), 2)
  return resize(await fillPixels(picture, mask, { seed }), size)
}

/** What a model without a mask takes for the object. A stand-in: nothing is recognised here. */
export function centralEllipse({ width, height }: Extent): Mask {
  const mask = createMask(width, height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const inside = ((x + 0.5) / width - 0.5) ** 2 + ((y + 0.5) / height - 0.5) ** 2 < (1 / 6) ** 2
      if (inside) mask.data[y * width + x] = 255
    }
  }
  return mask
}
