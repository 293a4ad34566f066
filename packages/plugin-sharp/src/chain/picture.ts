import type { Pixels } from '@paintout/core'
import type { Sharp } from 'sharp'
import { profileChannels } from '../metadata/icc.ts'
import { toPixels } from '../pixels.ts'
import type { SharpLibrary } from '../sharp.ts'
import { keepsProfile, reachOf } from './chain-state.ts'
import { type ChainState, createInstance, type InputState } from './internals.ts'
import type { Origin } from './origin.ts'

/** A picture between two pipelines of libvips, and what goes along with it. */
export interface Picture extends Origin {
  readonly pixels: Pixels
  /** Whether sharp converted it to sRGB from colours of its own. */
  readonly isConverted: boolean
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
  // sharp converts 16 bits to Display P3, and says so nowhere in raw samples.
  else if (icc && form.deep) image.withIccProfile('srgb')
  const pixels = await toPixels(image, reach === 'colour' ? { ...form, grey: false } : form)
  const isConverted = origin.isForeign || (icc !== undefined && !isNative)
  return { ...origin, pixels, icc: isNative ? icc : undefined, isConverted }
}

/** The profile that an engine's copy is converted from; a profile for other channels says nothing about these. */
export function profileOf({ icc, ignoresIcc, pixels }: Picture): Uint8Array | undefined {
  if (!icc || ignoresIcc) return undefined
  return profileChannels(icc) === (pixels.channels <= 2 ? 1 : 3) ? icc : undefined
}
