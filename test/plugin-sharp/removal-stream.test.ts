import assert from 'node:assert/strict'
import { PassThrough, Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { paintout, type Report, removal } from '@paintout/core'
import { codec, type RawPicture, removalStream } from '@paintout/plugin-sharp'
import sharp from 'sharp'
import { nativeEngine } from '../fixtures/engines.ts'
import { displayP3 } from '../fixtures/icc.ts'
import { noise } from '../fixtures/noise.ts'
import { bring } from '../promises/engines.ts'

const [width, height] = [61, 43]
const mask = { rect: [20, 10, 12, 10] } as const

describe('a removal in a stream of raw samples', () => {
  const clean = paintout()
    .use([codec, bring(nativeEngine()), removal({ dilate: 0, feather: 0 })])
    .freeze()

  for (const depth of [8, 16] as const) {
    for (const channels of [1, 2, 3, 4] as const) {
      it(`gives as many samples as it gets: ${channels} channels of ${depth} bits`, async () => {
        const { data } = noise(width, height, channels, depth)
        const bytes = Buffer.from(data.buffer)
        // In chunks that end inside of samples.
        const chunks = Array.from({ length: Math.ceil(bytes.length / 997) }, (_, k) =>
          bytes.subarray(k * 997, (k + 1) * 997),
        )
        const output = new PassThrough()
        const raw: RawPicture = { width, height, channels, depth }
        const [after] = await Promise.all([
          buffer(output),
          pipeline(Readable.from(chunks), removalStream(clean, raw, { mask }), output),
        ])
        assert.equal(after.length, bytes.length)
        const samples = depth === 16 ? new Uint16Array(new Uint8Array(after).buffer) : after
        const painted = depth === 16 ? 90 * 257 : 90
        samples.forEach((sample, index) => {
          const pixel = Math.floor(index / channels)
          const [x, y] = [pixel % width, Math.floor(pixel / width)]
          const isInside = x >= 20 && x < 32 && y >= 10 && y < 20
          assert.equal(sample, isInside ? painted : data[index], `x ${x}, y ${y}`)
        })
      })
    }
  }

  it('stands between two sharps, and reports', async () => {
    const picture = { create: { width, height, channels: 3, background: '#123456' } } as const
    const stream = removalStream(clean, { width, height, channels: 3, profile: displayP3 }, { mask })
    const reports: Report[] = []
    stream.on('report', (report) => reports.push(report))
    const output = sharp({ raw: { width, height, channels: 3 } }).png()
    const [png] = await Promise.all([buffer(output), pipeline(sharp(picture).raw(), stream, output)])
    const pixel = await sharp(png).extract({ left: 25, top: 15, width: 1, height: 1 }).raw().toBuffer()
    assert.deepEqual([...pixel], [90, 90, 90])
    assert.deepEqual([reports.length, reports[0]!.outsideChanged], [1, 0])
  })

  it('refuses another number of samples than was said', async () => {
    for (const [length, got] of [
      [100, /got only 100\./],
      [width * height * 3 + 1, /got more\./],
    ] as const) {
      const stream = removalStream(clean, { width, height, channels: 3 }, { mask })
      await assert.rejects(pipeline(Readable.from([Buffer.alloc(length)]), stream, new PassThrough().resume()), {
        code: 'invalid-image',
        message: got,
      })
    }
  })

  it('refuses wrong options at the call', () => {
    const raw = { width, height, channels: 3 } as const
    assert.throws(() => removalStream(clean, { width } as never, { mask }), /Expected `height` for removalStream/)
    assert.throws(() => removalStream(clean, { ...raw, depth: 12 as never }, { mask }), { code: 'invalid-option' })
    assert.throws(() => removalStream(clean, raw, { masks: mask } as never), { code: 'unknown-option' })
    assert.throws(() => removalStream({} as never, raw, { mask }), /Expected a processor for removalStream/)
  })

  it('is stopped by its signal and by its deadline', async () => {
    const slow = { ...nativeEngine(), fill: () => new Promise<never>(() => {}) }
    const waiting = paintout()
      .use([bring(slow), removal()])
      .freeze()
    for (const limit of [{ signal: AbortSignal.abort() }, { deadline: 20 }]) {
      const stream = removalStream(waiting, { width, height, channels: 3 }, { mask, ...limit })
      const source = Readable.from([Buffer.alloc(width * height * 3)])
      await assert.rejects(pipeline(source, stream, new PassThrough().resume()), { code: 'aborted' })
    }
  })
})
