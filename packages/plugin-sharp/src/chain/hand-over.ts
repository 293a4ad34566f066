import { withMetadata } from '../encode.ts'
import { rawOf, spaceOf } from '../pixels.ts'
import type { SharpLibrary } from '../sharp.ts'
import { type ChainState, type InputState, type Internals, keeping } from './internals.ts'
import type { Picture } from './picture.ts'

/** Suffixes by which sharp chooses a format itself, in lower or in upper case. */
const suffix = /\.(jpe?g|png|webp|gif|tiff?|jp[2x]|j2[kc]|hei[cf]|avif|dzi|zip|szi|v|vips)$/

/** The chain after a removal, with the picture as its input. */
export async function continueChain(sharp: SharpLibrary, after: ChainState, picture: Picture): Promise<ChainState> {
  const { fileOut, formatOut, keepMetadata, withMetadataDensity } = after
  const isNamed = suffix.test(fileOut) || (suffix.test(fileOut.toLowerCase()) && /\.[A-Z0-9]+$/.test(fileOut))
  return {
    ...after,
    input: await handOver(sharp, picture, keepMetadata),
    formatOut: formatOut === 'input' && !isNamed ? picture.format : formatOut,
    withMetadataDensity: withMetadataDensity || (picture.density ?? 0),
  }
}

/**
 * A picture as the input of a pipeline. Samples go over as they are, and are not copied. What samples cannot say goes
 * into a PNG around them, where the pipeline needs it: a profile, and the metadata that its output keeps.
 */
export function handOver(
  sharp: SharpLibrary,
  picture: Picture,
  keepMetadata: number,
): InputState | Promise<InputState> {
  const { icc, exif, xmp, pixels } = picture
  const keeps = (bit: number) => (keepMetadata & bit) !== 0
  if (icc || (exif && keeps(keeping.exif)) || (xmp && keeps(keeping.xmp))) return contain(sharp, picture)
  return inputOf(sharp, pixels.data, { raw: rawOf(pixels), limitInputPixels: false })
}

/** Clones that end together share one container; nobody keeps it longer than they run. */
const containers = new WeakMap<Picture, Promise<Uint8Array>>()

async function contain(sharp: SharpLibrary, picture: Picture): Promise<InputState> {
  let container = containers.get(picture)
  if (!container) {
    container = encodeContainer(sharp, picture).finally(() => containers.delete(picture))
    containers.set(picture, container)
  }
  const ignoreIcc = picture.ignoresIcc
  return inputOf(sharp, await container, { limitInputPixels: false, unlimited: true, ignoreIcc })
}

async function encodeContainer(sharp: SharpLibrary, { pixels, icc, exif, xmp }: Picture): Promise<Uint8Array> {
  const image = await withMetadata(sharp, pixels, { ...(icc && { icc }), ...(exif && { exif }), ...(xmp && { xmp }) })
  return image.toColourspace(spaceOf(pixels)).png({ compressionLevel: 0 }).toBuffer()
}

function inputOf(sharp: SharpLibrary, ...input: Parameters<SharpLibrary>): InputState {
  return (sharp(...input) as unknown as Internals).options.input
}
