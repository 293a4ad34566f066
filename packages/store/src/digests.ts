import { createHash } from 'node:crypto'
import { cropPixels, intersectRect, type Job, type Mask, type Pixels, type Rect, rectInside } from '@paintout/core'
import { sha256 } from './canonical-json.ts'

const samplesOf = new WeakMap<Pixels, Promise<string>>()

/** SHA-256, in hex, of a photo's decoded samples and of its profile. Computed once a photo, beside the event loop. */
export function digestSamples({ image, profile }: Job): Promise<string> {
  let digest = samplesOf.get(image)
  if (!digest) {
    digest = digestPixels(image, profile)
    samplesOf.set(image, digest)
  }
  return digest
}

async function digestPixels(pixels: Pixels, profile: Uint8Array | undefined): Promise<string> {
  const { data, width, height, channels } = pixels
  const samples = await crypto.subtle.digest('SHA-256', data as Uint8Array<ArrayBuffer>)
  return createHash('sha256')
    .update(`paintout samples 1\0${width}\0${height}\0${channels}\0${data.BYTES_PER_ELEMENT}\0`)
    .update(profile ? sha256(profile) : '')
    .update(new Uint8Array(samples))
    .digest('hex')
}

/** SHA-256, in hex, of what a mask selects in a region of the photo. */
export function digestMask(mask: Mask, rect: Rect): string {
  const area = intersectRect(rect, rectInside(mask.width, mask.height))
  return createHash('sha256')
    .update(`paintout mask 1\0${area.width}\0${area.height}\0`)
    .update(cropPixels(mask, area).data)
    .digest('hex')
}
