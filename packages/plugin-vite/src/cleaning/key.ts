import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { depthOf, isPixels, type Json } from '@paintout/core'
import type { MaskSource } from '../asking/mask-source.ts'
import { suffixOf } from '../files/photo-types.ts'
import { type Asked, filesOf } from './asked.ts'
import type { Digests } from './digests.ts'

const requireHere = createRequire(import.meta.url)

/**
 * What made a cached file beside photo, masks and options. Only local work hangs on it, so that a new version may make
 * everything again: what was paid for lies in the store, whose keys hold no versions.
 */
const makers = ['core', 'engine-local', 'engine-vertex', 'plugin-sharp', 'plugin-vite'].map(
  (name) => (requireHere(`@paintout/${name}/package.json`) as { version: string }).version,
)

/**
 * Names a cleaned file by everything that it hangs on, in 20 hexadecimal digits.
 * @param pipeline The identity of the plugins in use.
 */
export async function keyOf(asked: Asked, pipeline: Json, digests: Digests): Promise<string> {
  const files = new Map(await Promise.all(filesOf(asked).map(async (file) => [file, await digests.of(file)] as const)))
  const parts: Json = {
    version: 1,
    makers,
    pipeline,
    photo: files.get(asked.photo)!,
    suffix: suffixOf(asked.photo),
    masks: asked.masks.map((mask) => (typeof mask === 'string' ? files.get(mask)! : describeMask(mask))),
    job: asked.job as unknown as Json,
    removal: asked.removal as Json,
  }
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

function digestOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** JSON that does not hang on the order in which options were written. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  )
}
