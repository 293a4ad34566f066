import { createRequire } from 'node:module'
import type { Json } from '@paintout/core'
import { depthOf, isPixels } from '@paintout/core/schemas'
import type { MaskSource } from '../asking/mask-source.ts'
import { suffixOf } from '../files/photo-types.ts'
import type { Asked } from './asked.ts'
import { digestOf } from './digest-of.ts'
import type { Digests } from './digests.ts'

const requireHere = createRequire(import.meta.url)

/** Raised when the same parts would mean another file. */
const version = 3

/**
 * What made a cached file beside photo, masks and options. Only local work hangs on it, so that a new version may make
 * everything again: what was paid for lies in the store, whose keys hold no versions.
 */
const makers = ['core', 'engine-local', 'engine-vertex', 'plugin-sharp', 'plugin-vite'].map(
  (name) => (requireHere(`@paintout/${name}/package.json`) as { version: string }).version,
)

/** Names the plugins in use, and who makes the file. */
export function identify(pipeline: Json): string {
  return digestOf(canonical({ version, makers, pipeline }))
}

/**
 * Names a cleaned file by everything that it hangs on, in 20 hexadecimal digits.
 * @param pipeline By `identify`.
 */
export async function keyOf(asked: Asked, pipeline: string, digests: Digests): Promise<string> {
  const photo = await digests.of(asked.photo)
  const masks: Json[] = []
  for (const mask of asked.masks) masks.push(typeof mask === 'string' ? await digests.of(mask) : describeMask(mask))
  const parts = [pipeline, photo, suffixOf(asked.photo), masks, asked.job, asked.removal]
  return digestOf(canonical(parts)).slice(0, 20)
}

function describeMask(mask: Exclude<MaskSource, string>): Json {
  if (mask instanceof URL) return mask.href
  if (mask instanceof Uint8Array) return digestOf(mask)
  if (!isPixels(mask)) return mask as unknown as Json
  const { data, width, height, channels } = mask
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  return { pixels: digestOf(bytes), width, height, channels, depth: depthOf(mask) }
}

/** JSON that does not hang on the order in which options were written. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  )
}
