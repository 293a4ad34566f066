import { PaintoutError } from '../errors.ts'
import { type Hooks, missingCodec } from '../hooks.ts'
import type { Pixels } from '../pixels.ts'
import { resizeBy } from './codec-calls.ts'

/** Under 70 the blocks of a JPEG are seen in the fill; a smaller picture is the lesser evil then. */
const qualities = [95, 90, 80, 70]

const shrink = 0.75
const smallestSide = 64

type Encoded = { bytes: Uint8Array; type: 'image/png' | 'image/jpeg' }

/**
 * PNG, then JPEG in falling quality, then smaller, until `maxBytes` holds.
 * @throws `too-large` when nothing does, `no-codec`
 */
export async function encodePicture(
  hooks: Hooks,
  pixels: Pixels,
  maxBytes = Number.POSITIVE_INFINITY,
): Promise<Encoded> {
  for (let picture = pixels; ; ) {
    const encoded = await encodeWithin(hooks, picture, maxBytes)
    if (encoded) return encoded
    const width = Math.round(picture.width * shrink)
    const height = Math.round(picture.height * shrink)
    if (Math.min(width, height) < smallestSide) {
      throw new PaintoutError(
        'too-large',
        `Expected a picture of ${pixels.width} × ${pixels.height} to fit ${maxBytes} bytes, got more at every quality. Raise the engine's \`maxBytes\`.`,
      )
    }
    picture = await resizeBy(hooks, picture, [width, height])
  }
}

async function encodeWithin(hooks: Hooks, pixels: Pixels, maxBytes: number): Promise<Encoded | undefined> {
  const png = await encode({ pixels, type: 'image/png' })
  if (png.bytes.length <= maxBytes) return png
  for (const quality of qualities) {
    const jpeg = await encode({ pixels, type: 'image/jpeg', quality })
    if (jpeg.bytes.length <= maxBytes) return jpeg
  }
  return undefined

  async function encode(encoding: Parameters<Hooks['encode']['promise']>[0]): Promise<Encoded> {
    const bytes = await hooks.encode.promise(encoding)
    if (!bytes) throw missingCodec('encode a picture for an engine')
    return { bytes, type: encoding.type }
  }
}
