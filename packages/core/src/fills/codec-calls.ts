import { type Converting, type Hooks, missingCodec } from '../hooks.ts'
import type { Pixels } from '../pixels.ts'

/** `pixels` themselves where they have that size already. */
export async function resizeBy(
  hooks: Hooks,
  pixels: Pixels,
  [width, height]: readonly [width: number, height: number],
): Promise<Pixels> {
  if (pixels.width === width && pixels.height === height) return pixels
  const resized = await hooks.resize.promise({ pixels, width, height })
  if (!resized) throw missingCodec(`resize ${pixels.width} × ${pixels.height} to ${width} × ${height}`)
  return resized
}

export function convertBy(hooks: Hooks) {
  return async (converting: Converting): Promise<Pixels> => {
    const converted = await hooks.convert.promise(converting)
    if (!converted) throw missingCodec('convert colours from or to an ICC profile')
    return converted
  }
}
