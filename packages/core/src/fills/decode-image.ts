import { PaintoutError } from '../errors.ts'
import { type Hooks, missingCodec } from '../hooks.ts'
import { show } from '../options.ts'
import type { Pixels } from '../pixels.ts'
import { convertBy } from './codec-calls.ts'

/**
 * An encoded picture of an answer in samples, in sRGB. `from` is the engine's name.
 * @throws `invalid-answer`, `no-codec`
 */
export async function decodeImage(hooks: Hooks, bytes: Uint8Array, from: string): Promise<Pixels> {
  // A signal of its own: an answer that is here was paid for, and is read even when its job was aborted.
  const { signal } = new AbortController()
  const decoded = await hooks.decode.promise({ input: bytes, signal }).catch((cause) => {
    throw new PaintoutError(
      'invalid-answer',
      `Expected an image from \`${from}\`, got ${show(bytes)} that do not decode: ${cause.message}`,
      { by: from, cause },
    )
  })
  if (!decoded) throw missingCodec(`read the answer of \`${from}\``)
  const { pixels, profile } = decoded
  if (!profile || pixels.channels !== 3) return pixels
  return convertBy(hooks)({ pixels, from: profile, to: undefined, channels: 3, depth: 8 })
}
