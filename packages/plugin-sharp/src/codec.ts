import type { Readable } from 'node:stream'
import { type Plugin, plugin, type Setup } from '@paintout/core'
import sharpOfThisPackage from 'sharp'
import { convert } from './convert.ts'
import { decode } from './decode.ts'
import { encodePicture } from './encode.ts'
import { type OutputMethods, outputMethods } from './output.ts'
import { rasterize } from './rasterize.ts'
import { resize } from './resize.ts'
import { defaultLimits, type ReadLimits, type SharpLibrary } from './sharp.ts'

export interface CodecOptions extends Partial<ReadLimits> {
  /** The copy of sharp to use, in a program that holds two. */
  readonly sharp?: SharpLibrary
  /** What `toFile` and `toBuffer` write with where they are not told, 1 to 100. Default: see `OutputOptions.quality`. */
  readonly quality?: number
  /** Files say in XMP that parts were made by a generative model, where they were. Default true. */
  readonly provenance?: boolean
}

/** What the codec adds to the types of a processor. */
export interface CodecAdditions {
  /** A path, a `file:` URL, bytes, or a stream of bytes. */
  readonly input: string | URL | Uint8Array | Readable | AsyncIterable<Uint8Array>
  readonly mask: string | URL | Uint8Array | { readonly svg: string }
  readonly result: OutputMethods
}

export const codecSchema = {
  type: 'object',
  properties: {
    sharp: { isFunction: true, description: 'the copy of sharp to use' },
    limitInputPixels: {
      type: 'integer',
      minimum: 1,
      default: defaultLimits.limitInputPixels,
      description: 'the most pixels that are read',
    },
    failOn: {
      type: 'string',
      enum: ['none', 'truncated', 'error', 'warning'],
      default: defaultLimits.failOn,
      description: 'the damage that fails a read',
    },
    quality: { type: 'integer', minimum: 1, maximum: 100, description: 'of lossy output files' },
    provenance: {
      type: 'boolean',
      default: true,
      description: 'say in XMP that parts were made by a generative model, where they were',
    },
  },
  additionalProperties: false,
} as const

/** Files in, files out: decodes, encodes, resizes, converts and reads masks by sharp. */
export const codec: Plugin<CodecOptions | undefined, CodecAdditions> = plugin(function codec(
  this: Setup,
  options: CodecOptions | undefined,
) {
  const { sharp = sharpOfThisPackage, quality, provenance, ...given } = options ?? {}
  const limits: ReadLimits = { ...defaultLimits, ...given }
  const defaults = {
    ...(quality === undefined ? {} : { quality }),
    ...(provenance === undefined ? {} : { provenance }),
  }
  const { hooks } = this
  hooks.decode.tapPromise('codec', ({ input, signal }) => decode(sharp, input, limits, signal))
  hooks.encode.tapPromise('codec', (encoding) => encodePicture(sharp, encoding))
  hooks.resize.tapPromise('codec', (resizing) => resize(sharp, resizing))
  hooks.rasterize.tapPromise('codec', (rasterizing) => rasterize(sharp, rasterizing, limits))
  hooks.convert.tapPromise('codec', (converting) => convert(sharp, converting))
  hooks.result.tap('codec', ({ job, result }) => {
    Object.assign(result, outputMethods(sharp, job, result, defaults))
  })
  return undefined
}, codecSchema)
