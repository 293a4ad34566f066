import { cropPixels } from '@paintout/core'
import { encode, resize } from '../pictures.ts'
import type { SceneObject } from './find-scene.ts'
import { outlineOf } from './outline.ts'

/**
 * How text models were seen to tell a mask: a list of points, a PNG of the box as data address or as bare base64, or not
 * at all, where the box alone is left.
 */
export type MaskSpelling = 'outline' | 'data-uri' | 'base64' | 'none'

/** The side of a mask that is told as PNG, whatever its box. */
const pngSide = 256

/** The objects as their JSON is told. Coordinates are whole numbers from 0 to 1000. */
export function spellObjects(objects: readonly SceneObject[], spelling: MaskSpelling): Promise<readonly object[]> {
  return Promise.all(
    objects.map(async ({ box, mask }, index) => {
      const { width, height } = mask
      const x = (at: number) => Math.round((at * 1000) / width)
      const y = (at: number) => Math.round((at * 1000) / height)
      const box_2d = [y(box.top), x(box.left), y(box.top + box.height), x(box.left + box.width)]
      const named = { label: `object ${index + 1}`, box_2d }
      if (spelling === 'none') return named
      if (spelling === 'outline') return { ...named, mask: outlineOf(mask).map((point) => [x(point[0]), y(point[1])]) }
      const levels = await resize(cropPixels(mask, box), { width: pngSide, height: pngSide })
      const base64 = (await encode(levels, 'image/png')).bytes.toString('base64')
      return { ...named, mask: spelling === 'base64' ? base64 : `data:image/png;base64,${base64}` }
    }),
  )
}
