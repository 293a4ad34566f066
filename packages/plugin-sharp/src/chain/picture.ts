import type { Pixels } from '@paintout/core'
import type { Sharp } from 'sharp'
import { builtInProfile } from '../convert.ts'
import { profileChannels } from '../metadata/icc.ts'
import { toPixels } from '../pixels.ts'
import type { SharpLibrary } from '../sharp.ts'
import { keepsProfile, reachOf } from './chain-state.ts'
import { type ChainState, createInstance, type InputState } from './internals.ts'
import type { Origin } from './origin.ts'

/** A picture between two pipelines of libvips, and what goes along with it. */
export interface Picture extends Origin {
  readonly pixels: Pixels
  /** What sharp converted it to, from a profile or from colours of its own: numbers that no profile goes with. */
  readonly convertedTo: 'srgb' | 'p3' | undefined
}

/**
 * Runs what comes before a removal: upright pixels in the depth of the input, and in its own colours unless an
 * operation looked at them, in which case sharp converts them first, as it does without a removal.
 */
export async function readPicture(
  sharp: SharpLibrary,
  before: ChainState,
  asked: ChainState,
  input: InputState,
  origin: Origin,
): Promise<Picture> {
  const { icc, form, ignoresIcc } = origin
  const reach = reachOf(sharp, before)
  const isNative = icc !== undefined && (reach !== 'colour' || ignoresIcc || keepsProfile(asked))
  const instance = createInstance(sharp)
  instance.options = { ...before, input: { ...input, autoOrient: true } }
  const image = instance as unknown as Sharp
  if (isNative) image.keepIccProfile()
  const wanted = reach === 'colour' ? { ...form, grey: false, deep: form.deep && !isShallow(before, asked) } : form
  const pixels = await toPixels(before.greyscale ? await drawGrey(sharp, image, isNative) : image, wanted)
  return { ...origin, pixels, icc: isNative ? icc : undefined, convertedTo: convertedTo(origin, isNative) }
}

/** Whether sharp goes down to 8 bits on the way, whatever the output is. */
function isShallow({ greyscale, extractChannel }: ChainState, { colourspace }: ChainState): boolean {
  return greyscale || (extractChannel !== -1 && colourspace !== 'rgb16')
}

/** As raw samples of a chain with `greyscale()` sharp gives the first channel only, and would lose the alpha. */
async function drawGrey(sharp: SharpLibrary, image: Sharp, isNative: boolean): Promise<Sharp> {
  const png = image.toColourspace('srgb').png({ compressionLevel: 0 })
  const drawn = sharp(await png.toBuffer(), { limitInputPixels: false, unlimited: true })
  return isNative ? drawn.keepIccProfile() : drawn
}

/** libvips leaves grey of 16 bits as it is, and takes the wider space for colours of 16 bits. */
function convertedTo({ icc, isForeign, form }: Origin, isNative: boolean): 'srgb' | 'p3' | undefined {
  if (isForeign) return 'srgb'
  if (!icc || isNative || (form.grey && form.deep)) return undefined
  return form.deep ? 'p3' : 'srgb'
}

/** The profile that an engine's copy is converted from; a profile for other channels says nothing about these. */
export async function profileOf(sharp: SharpLibrary, picture: Picture): Promise<Uint8Array | undefined> {
  const { icc, ignoresIcc, convertedTo, pixels } = picture
  if (convertedTo === 'p3') return builtInProfile(sharp, 'p3')
  if (!icc || ignoresIcc) return undefined
  return profileChannels(icc) === (pixels.channels <= 2 ? 1 : 3) ? icc : undefined
}
