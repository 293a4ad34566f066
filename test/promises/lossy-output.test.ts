import assert from 'node:assert/strict'
import { type Engine, type Pixels, paintout, type Report, removal } from '@paintout/core'
import { localEngine } from '@paintout/engine-local'
import { codec } from '@paintout/plugin-sharp'
import { kinds } from '../fixtures/kinds.ts'
import { bring } from './engines.ts'

/** Gives back what it got: what is written then is a plain re-encode of the input. */
const unchanging: Engine = {
  ...localEngine(),
  name: 'unchanging',
  fill: async ({ image }) => [{ image: image.pixels }],
}

const rect = [70, 50, 40, 30] as const

/** JPEG rounds blocks of up to 16 × 16, and smooths chroma one sample further; `dilate` grows the mask by 2. */
const blockReach = 16 + 1 + 2

async function decode(bytes: Uint8Array): Promise<Pixels> {
  const decoded = await paintout()
    .use(codec)
    .freeze()
    .hooks.decode.promise({ input: bytes, signal: new AbortController().signal })
  return decoded!.pixels
}

async function writeWith(
  engine: Engine,
  bytes: Uint8Array,
): Promise<{ pixels: Pixels; written: Pixels; report: Report }> {
  const result = await paintout().use(codec).use(bring(engine)).use(removal()).process(bytes, { mask: { rect } })
  const written = await decode(await result.toBuffer())
  return { pixels: result.pixels, written, report: result.report }
}

/** Mean difference of the samples of which `select` says yes. */
function meanDifference(a: Pixels, b: Pixels, select: (x: number, y: number) => boolean): number {
  let [sum, count] = [0, 0]
  for (let i = 0; i < a.data.length; i++) {
    const pixel = Math.floor(i / a.channels)
    if (!select(pixel % a.width, Math.floor(pixel / a.width))) continue
    sum += Math.abs(a.data[i]! - b.data[i]!)
    count++
  }
  assert.ok(count > 0, 'nothing was compared')
  return sum / count
}

const within = (by: number) => (x: number, y: number) =>
  x >= rect[0] - by && x < rect[0] + rect[2] + by && y >= rect[1] - by && y < rect[1] + rect[3] + by

describe('a lossy file, beside a plain re-encode of its input with the same settings', () => {
  for (const kind of kinds.filter(({ name }) => name.startsWith('JPEG'))) {
    it(`is the same outside the blocks that the mask touches, and rounded as ever inside them: ${kind.name}`, async () => {
      const bytes = await kind.make()
      const input = await decode(bytes)
      const ours = await writeWith(localEngine(), bytes)
      const plain = await writeWith(unchanging, bytes)
      assert.equal(
        meanDifference(ours.written, plain.written, (x, y) => !within(blockReach)(x, y)),
        0,
      )
      const rim = (x: number, y: number) => within(blockReach)(x, y) && !within(2)(x, y)
      const rounding = meanDifference(ours.written, ours.pixels, within(-2))
      assert.ok(
        meanDifference(ours.written, input, rim) <= Math.max(rounding, meanDifference(plain.written, input, rim)),
      )
      assert.equal(ours.report.output!.lossless, false)
      assert.ok(ours.report.output!.outside.changed > 0)
    })
  }

  for (const kind of kinds.filter(({ name, lossless }) => /^(WebP|AVIF)/.test(name) && !lossless)) {
    it(`differs outside the mask by no more, on the mean: ${kind.name}`, async () => {
      const bytes = await kind.make()
      const [ours, plain] = [await writeWith(localEngine(), bytes), await writeWith(unchanging, bytes)]
      const [a, b] = [ours.report.output!.outside, plain.report.output!.outside]
      assert.ok(b.mean > 0, 'nothing was compared')
      // Their blocks are predicted from one another: what changes in the hole is rounded otherwise far from it, too.
      assert.ok(a.mean <= 1.01 * b.mean, `${a.mean} and ${b.mean}`)
    })
  }
})
