import assert from 'node:assert/strict'
import { operations, type Pixels, paintout, removal } from '@paintout/core'
import { codec } from '@paintout/plugin-sharp'
import { type Kind, kindSize, kinds } from '../fixtures/kinds.ts'
import { photoPixels } from '../fixtures/photo.ts'
import { bring, engines } from './engines.ts'

/** An object in the middle of the upright picture, and how far at most its mask may grow: `dilate` and `feather`. */
const rect = [70, 50, 40, 30] as const
const reach = 6
const mask = { rect }

/** A regular pattern: the local fill finds again exactly what was there. */
const isPattern = (kind: Kind) => kind.name === 'PNG grey 1-bit'

const isNear = (x: number, y: number) =>
  x >= rect[0] - reach && x < rect[0] + rect[2] + reach && y >= rect[1] - reach && y < rect[1] + rect[3] + reach

/** The slow and obvious count: samples that differ where the object is not near, and where it is. */
function compare(before: Pixels, after: Pixels): { outside: number; inside: number } {
  assert.deepEqual([after.width, after.height, after.channels], [before.width, before.height, before.channels])
  assert.equal(after.data.BYTES_PER_ELEMENT, before.data.BYTES_PER_ELEMENT)
  let outside = 0
  let inside = 0
  for (let i = 0; i < before.data.length; i++) {
    if (before.data[i] === after.data[i]) continue
    const pixel = Math.floor(i / before.channels)
    if (isNear(pixel % before.width, Math.floor(pixel / before.width))) inside++
    else outside++
  }
  return { outside, inside }
}

async function decode(bytes: Uint8Array): Promise<Pixels> {
  const { hooks } = paintout().use(codec).freeze()
  const decoded = await hooks.decode.promise({ input: bytes, signal: new AbortController().signal })
  assert.ok(decoded)
  return decoded.pixels
}

describe('mask-true: outside the mask no sample changes', () => {
  for (const engine of engines) {
    const { name } = engine()
    for (const kind of kinds) {
      it(`between the decoded input and what the encoder gets: ${name}, ${kind.name}`, async () => {
        const bytes = await kind.make()
        const clean = paintout()
          .use(codec)
          .use(bring(engine()))
          .use(removal({ dilate: 4, feather: { width: 2, side: 'both' } }))
        const { pixels, report, mask: blend } = await clean.process(bytes, { mask })
        const before = await decode(bytes)
        const { outside, inside } = compare(before, pixels)
        assert.equal(outside, 0)
        assert.equal(report.outsideChanged, 0)
        assert.ok(inside > 0 || isPattern(kind), 'the object is still there')
        assert.deepEqual([pixels.width, pixels.height], [kindSize.width, kindSize.height])
        blend.data.forEach((level, i) => {
          assert.ok(level === 0 || isNear(i % blend.width, Math.floor(i / blend.width)), `the mask reaches ${i}`)
        })
      })
    }
  }

  for (const kind of kinds.filter(({ lossless }) => lossless)) {
    it(`between the input and the file that is written, where the format is lossless: ${kind.name}`, async () => {
      const bytes = await kind.make()
      const [engine] = engines
      const clean = paintout()
        .use(codec)
        .use(bring(engine!()))
        .use(removal({ dilate: 4 }))
      const result = await clean.process(bytes, { mask })
      const written = await result.toBuffer()
      const after = await decode(written)
      const { outside, inside } = compare(await decode(bytes), after)
      assert.equal(outside, 0)
      assert.ok(inside > 0 || isPattern(kind), 'the object is still there')
      assert.deepEqual(
        Buffer.from(after.data.buffer, after.data.byteOffset, after.data.byteLength).compare(
          Buffer.from(result.pixels.data.buffer, result.pixels.data.byteOffset, result.pixels.data.byteLength),
        ),
        0,
        'the file holds other samples than the result',
      )
      assert.deepEqual(result.report.output!.outside, { changed: 0, mean: 0, max: 0 })
      assert.equal(result.report.output!.lossless, true)
    })
  }

  for (const operation of operations) {
    it(`when ${operation.name} is switched off, too`, async () => {
      const image = await photoPixels('dust-bowl-home', 200, 150)
      for (const engine of engines) {
        const clean = paintout().use(bring(engine())).use(removal()).use([operation, false])
        const job = await clean.run({ image, mask }).catch((error) => error)
        for (const candidate of job.candidates ?? []) assert.equal(compare(image, candidate).outside, 0)
        assert.ok(job.report || job.code, `${engine.name} with ${operation.name} off`)
      }
    })
  }
})
