import { builtInProfile } from '../convert.ts'
import { withMetadata } from '../encode.ts'
import { rawOf, spaceOf } from '../pixels.ts'
import type { SharpLibrary } from '../sharp.ts'
import { keepsProfile } from './chain-state.ts'
import { type ChainState, type InputState, type Internals, keeping } from './internals.ts'
import type { Picture } from './picture.ts'

/** Suffixes by which sharp chooses a format itself, in lower or in upper case. */
const suffix = /\.(jpe?g|png|webp|gif|tiff?|jp[2x]|j2[kc]|hei[cf]|avif|dzi|zip|szi|v|vips)$/

/** The chain after a removal, with the picture as its input. */
export async function continueChain(sharp: SharpLibrary, after: ChainState, picture: Picture): Promise<ChainState> {
  return { ...after, formatOut: formatFor(after, picture), ...(await handOver(sharp, after, picture)) }
}

/** What sharp would find out from its input. */
function formatFor({ fileOut, formatOut }: ChainState, { format }: Picture): string {
  const isNamed = suffix.test(fileOut) || (suffix.test(fileOut.toLowerCase()) && /\.[A-Z0-9]+$/.test(fileOut))
  return formatOut === 'input' && !isNamed ? format : formatOut
}

/**
 * A picture as the input of a chain. Samples go over as they are, and are not copied. What samples cannot say goes into
 * a PNG around them, where the chain needs it: a profile, and the metadata that its output keeps.
 */
export async function handOver(
  sharp: SharpLibrary,
  after: ChainState,
  picture: Picture,
): Promise<Pick<ChainState, 'input' | 'withMetadataDensity'>> {
  const { withMetadataDensity } = after
  const { pixels, density = 0, ignoresIcc: ignoreIcc } = picture
  const carried = await carriedBy(sharp, after, picture)
  if (carried) {
    const input = inputOf(sharp, await contain(sharp, picture, carried), { ...unlimited, ignoreIcc })
    return { input, withMetadataDensity }
  }
  const input = inputOf(sharp, pixels.data, { ...unlimited, raw: rawOf(pixels) })
  // A TIFF has a resolution of its own among the output options.
  return { input, withMetadataDensity: withMetadataDensity || (isTiff(after, picture) ? 0 : density) }
}

const unlimited = { limitInputPixels: false, unlimited: true }

function isTiff(after: ChainState, picture: Picture): boolean {
  return formatFor(after, picture) === 'tiff' || /\.tiff?$/i.test(after.fileOut)
}

/** What has to go along, if anything. */
async function carriedBy(sharp: SharpLibrary, after: ChainState, picture: Picture): Promise<Carried | undefined> {
  const { exif, xmp, density, convertedTo } = picture
  const keeps = (bit: number) => (after.keepMetadata & bit) !== 0
  // What sharp converts is tagged with what it was converted to, where the profile is kept.
  const icc = picture.icc ?? (convertedTo && keepsProfile(after) ? await builtInProfile(sharp, convertedTo) : undefined)
  if (!icc && !(exif && keeps(keeping.exif)) && !(xmp && keeps(keeping.xmp))) return undefined
  return { ...(icc && { icc }), ...(exif && { exif }), ...(xmp && { xmp }), ...(density && { density }) }
}

type Carried = Parameters<typeof withMetadata>[2]

/** Clones that end together share their containers; nobody keeps them longer than they run. */
const containers = new WeakMap<Picture, Map<string, Promise<Uint8Array>>>()

function contain(sharp: SharpLibrary, picture: Picture, carried: Carried): Promise<Uint8Array> {
  const made = containers.get(picture) ?? new Map<string, Promise<Uint8Array>>()
  containers.set(picture, made)
  const key = Object.keys(carried).join()
  let container = made.get(key)
  if (!container) {
    container = encodeContainer(sharp, picture, carried).finally(() => made.delete(key))
    made.set(key, container)
  }
  return container
}

async function encodeContainer(sharp: SharpLibrary, { pixels }: Picture, carried: Carried): Promise<Uint8Array> {
  const image = await withMetadata(sharp, pixels, carried)
  return image.toColourspace(spaceOf(pixels)).png({ compressionLevel: 0 }).toBuffer()
}

function inputOf(sharp: SharpLibrary, ...input: Parameters<SharpLibrary>): InputState {
  return (sharp(...input) as unknown as Internals).options.input
}
