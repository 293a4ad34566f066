import { type Duplex, Transform, type TransformCallback } from 'node:stream'
import { checkOptions, PaintoutError, type Pixels, type Samples } from '@paintout/core'
import { checkProcessor } from './chain/processors.ts'
import { type ChainJob, chainJobSchema, checkRemoval } from './chain/removal-options.ts'
import { type AnyProcessor, type Removing, runRemoval, withinLimits } from './chain/run-removal.ts'
import type { MasksOf } from './chain/types.ts'

/** What a stream of samples cannot say by itself. */
export interface RawPicture {
  readonly width: number
  readonly height: number
  readonly channels: 1 | 2 | 3 | 4
  /** Bits of a sample; 16 are in the byte order of the machine, as sharp writes them. Default 8. */
  readonly depth?: 8 | 16
  /** The ICC profile of the samples; absent means sRGB. */
  readonly profile?: Uint8Array
}

const rawSchema = {
  type: 'object',
  properties: {
    width: { type: 'integer', minimum: 1 },
    height: { type: 'integer', minimum: 1 },
    channels: { type: 'integer', minimum: 1, maximum: 4 },
    depth: { type: 'integer', enum: [8, 16] },
    profile: { isBytes: true },
  },
  required: ['width', 'height', 'channels'],
  additionalProperties: false,
} as const

/**
 * One picture as a stream: raw samples in, as many raw samples out, as `sharp().raw()` writes them and `sharp({ raw })`
 * reads them. All samples are gathered before the removal starts. Metadata and format are not in such a stream, and
 * `.pipe()` leads no error on: join streams by `pipeline()`. Emits `progress` and `report`.
 * @throws `invalid-option`, `unknown-option` at the call; `invalid-image` and all that `process` throws as the stream's error
 */
export function removalStream<P extends AnyProcessor>(
  processor: P,
  raw: RawPicture,
  job: ChainJob<MasksOf<P>> = {},
): Duplex {
  checkOptions('removalStream', rawSchema, raw)
  const { removal: _, ...checked } = checkRemoval('removalStream', chainJobSchema, job)
  const known = checkProcessor('removalStream', processor)
  return new RemovalStream(raw, { ...checked, processor: known })
}

class RemovalStream extends Transform {
  readonly #raw: RawPicture
  readonly #removing: Removing
  readonly #expected: number
  readonly #chunks: Uint8Array[] = []
  #length = 0

  constructor(raw: RawPicture, removing: Removing) {
    super()
    this.#raw = raw
    this.#removing = removing
    this.#expected = raw.width * raw.height * raw.channels * ((raw.depth ?? 8) / 8)
  }

  override _transform(chunk: Uint8Array, _: BufferEncoding, done: TransformCallback): void {
    this.#chunks.push(chunk)
    this.#length += chunk.length
    done(this.#length > this.#expected ? this.#wrongLength('more') : null)
  }

  override _flush(done: TransformCallback): void {
    if (this.#length < this.#expected) {
      done(this.#wrongLength(`only ${this.#length}`))
      return
    }
    this.#remove().then((samples) => done(null, samples), done)
  }

  async #remove(): Promise<Buffer> {
    const { width, height, channels, profile } = this.#raw
    const pixels: Pixels = { data: this.#gather(), width, height, channels }
    const onProgress = (event: unknown) => this.emit('progress', event)
    const [{ data }, report] = await withinLimits(this.#removing, (signal) =>
      runRemoval({ pixels, profile, name: 'the stream' }, this.#removing, { signal, onProgress }),
    )
    this.emit('report', report)
    return Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  }

  #gather(): Samples {
    // Memory of its own: a pooled buffer may begin where no 16-bit sample can.
    const bytes = new Uint8Array(this.#expected)
    let at = 0
    for (const chunk of this.#chunks.splice(0)) {
      bytes.set(chunk, at)
      at += chunk.length
    }
    return this.#raw.depth === 16 ? new Uint16Array(bytes.buffer) : bytes
  }

  #wrongLength(got: string): PaintoutError {
    const { width, height, channels, depth = 8 } = this.#raw
    return new PaintoutError(
      'invalid-image',
      `Expected ${this.#expected} bytes of samples (${width} × ${height}, ${channels} channels of ${depth} bits) in the stream, got ${got}. Write them by \`sharp().raw()\`${depth === 16 ? " with `{ depth: 'ushort' }`" : ''}.`,
      { by: 'removalStream' },
    )
  }
}
