import type { Duplex } from 'node:stream'
import { PaintoutError } from '@paintout/core'
import type { SharpLibrary } from '../sharp.ts'

/** What sharp keeps about its input. One object belongs to one instance: a stream fills its `buffer` until it ends. */
export interface InputState {
  readonly file?: string
  readonly buffer?: Uint8Array | Uint8Array[]
  readonly pages?: number
  readonly ignoreIcc?: boolean
  readonly autoOrient?: boolean
  readonly joinAnimated?: boolean
}

/** What sharp keeps about a chain: pixel operations and output options in one bag. Only what is used here has a type. */
export interface ChainState {
  readonly input: InputState
  readonly formatOut: string
  readonly fileOut: string
  readonly streamOut: boolean
  readonly resolveWithObject: boolean
  readonly keepMetadata: number
  readonly withIccProfile: string
  readonly withMetadataDensity: number
  readonly timeoutSeconds: number
  readonly greyscale: boolean
  readonly join?: unknown
  readonly [option: string]: unknown
}

export type OutputCallback = (error: Error | null, data?: unknown, info?: unknown) => void

/** An instance of sharp with the private parts that a removal needs. */
export interface Internals extends Duplex {
  options: ChainState
  clone(): Internals
  _pipeline(callback: OutputCallback | null | undefined, stack: Error): unknown
  _isStreamInput(): boolean
  _flattenBufferIn(): void
}

/** The bits of `keepMetadata`, as libvips counts them. */
export const keeping = { exif: 0b00001, xmp: 0b00010, icc: 0b01000 } as const

const methods = ['clone', '_pipeline', '_isStreamInput', '_flattenBufferIn'] as const

/** A new instance without an input, whose private parts can be seen. */
export function createInstance(sharp: SharpLibrary): Internals {
  return sharp() as unknown as Internals
}

/**
 * Looks for every private part at once, so that a sharp that has changed is refused before any work.
 * @throws `invalid-option`, `unsupported-sharp`
 */
export function checkSharp(sharp: SharpLibrary): void {
  if (typeof sharp !== 'function' || typeof sharp.versions?.sharp !== 'string') {
    throw new PaintoutError(
      'invalid-option',
      "Expected sharp itself for `withPaintout`, got something else. Write `import sharpLib from 'sharp'`, then `withPaintout(sharpLib, …)`.",
    )
  }
  const version = sharp.versions.sharp
  const instance: Partial<Internals> = createInstance(sharp)
  const isKnown = /^0\.3[45]\./.test(version)
  const isWhole = methods.every((name) => typeof instance[name] === 'function') && instance.options?.input !== undefined
  if (isKnown && isWhole) return
  throw new PaintoutError(
    'unsupported-sharp',
    `Expected sharp 0.34 or 0.35 for \`withPaintout\`, got unsupported sharp ${version}. Install one of these beside it, or use \`process()\` with the codec instead of a chain.`,
  )
}
