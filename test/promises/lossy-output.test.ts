import assert from 'node:assert/strict'
import { createMask, type Engine, type Mask, type OutputReport, type Pixels, paintout, removal } from '@paintout/core'
import { localEngine } from '@paintout/engine-local'
import { codec, compareOutside, jpegSettings, type OutputOptions } from '@paintout/plugin-sharp'
import { kinds } from '../fixtures/kinds.ts'
import { bring } from './engines.ts'

/** Gives back what it got. */
const unchanging: Engine = {
  ...localEngine(),
  name: 'unchanging',
  fill: async ({ image }) => [{ image: image.pixels }],
}

const rect = [70, 50, 40, 30] as const

/** A JPEG's blocks are up to 16 × 16, and chroma is smoothed one sample further; `dilate` grows the mask by 2. */
const reach = 16 + 1 + 2

interface Written {
  readonly report: OutputReport
  /** The largest difference from the input further from the mask than any block that it touches. */
  readonly farthest: number
}

async function write(engine: Engine, bytes: Uint8Array, options: OutputOptions = {}): Promise<Written> {
  const result = await paintout().use(codec).use(bring(engine)).use(removal()).process(bytes, { mask: { rect } })
  const written = await decode(await result.toBuffer(options))
  const { max } = compareOutside(await decode(bytes), written, around(written))
  return { report: result.report.output!, farthest: max }
}

async function decode(input: Uint8Array): Promise<Pixels> {
  const { hooks } = paintout().use(codec).freeze()
  return (await hooks.decode.promise({ input, signal: new AbortController().signal }))!.pixels
}

function around({ width, height }: Pixels): Mask {
  const mask = createMask(width, height)
  for (let y = rect[1] - reach; y < rect[1] + rect[3] + reach; y++) {
    mask.data.fill(255, y * width + rect[0] - reach, y * width + rect[0] + rect[2] + reach)
  }
  return mask
}

const lossy = kinds.filter(({ lossless }) => !lossless)
const jpegs = lossy.filter(({ name }) => name.startsWith('JPEG'))
/** Turned so that sides of no whole blocks are mirrored, or converted: no block of these can be taken over. */
const isNew = ({ name }: { name: string }) => /orientation [234678]$|CMYK/.test(name)

describe('a lossy file, beside a plain re-encode of its input with the same settings,', () => {
  it('comes in every kind', () => {
    assert.ok(jpegs.filter(isNew).length > 5 && jpegs.filter((kind) => !isNew(kind)).length > 5)
  })

  for (const kind of jpegs) {
    // A quality that is asked for is an ordinary encode.
    const writeBoth = async () => {
      const bytes = await kind.make()
      const { quality } = jpegSettings(bytes)
      return [await write(localEngine(), bytes), await write(unchanging, bytes, { quality })] as const
    }
    if (isNew(kind)) {
      it(`differs from the input outside the mask by no more, on the mean: ${kind.name}`, async () => {
        const [ours, plain] = await writeBoth()
        assert.equal(ours.report.blocks, undefined)
        assertNoFarther(ours.report, plain.report)
        assert.equal(ours.farthest, plain.farthest)
      })
    } else {
      it(`differs from the input outside the mask less, and far from it least: ${kind.name}`, async () => {
        const [ours, plain] = await writeBoth()
        assert.ok(ours.report.blocks!.copied > 0.9 * ours.report.blocks!.of)
        assert.equal(plain.report.blocks, undefined)
        assert.ok(ours.report.outside.changed < plain.report.outside.changed)
        assert.ok(ours.report.outside.mean < plain.report.outside.mean)
        assert.ok(plain.farthest > 0 && ours.farthest < plain.farthest, `${ours.farthest} and ${plain.farthest}`)
        if (!kind.name.endsWith('orientation 5')) assert.equal(ours.farthest, 0)
      })
    }
  }

  for (const kind of lossy.filter(({ name }) => /^(WebP|AVIF)/.test(name))) {
    // Their blocks are predicted from one another: what changes in the hole is rounded otherwise far from it, too.
    it(`differs from the input outside the mask by no more, on the mean: ${kind.name}`, async () => {
      const bytes = await kind.make()
      const [ours, plain] = [await write(localEngine(), bytes), await write(unchanging, bytes)]
      assertNoFarther(ours.report, plain.report)
    })
  }
})

function assertNoFarther({ lossless, outside }: OutputReport, plain: OutputReport): void {
  assert.equal(lossless, false)
  assert.ok(plain.outside.mean > 0, 'nothing was compared')
  assert.ok(outside.mean <= 1.01 * plain.outside.mean, `${outside.mean} and ${plain.outside.mean}`)
}
