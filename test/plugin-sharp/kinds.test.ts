import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { depthOf, type Pixels, paintout } from '@paintout/core'
import { codec, compareOutside } from '@paintout/plugin-sharp'
import sharp, { type Metadata } from 'sharp'
import { useFolder } from '../fixtures/folder.ts'
import { kindSize, kinds } from '../fixtures/kinds.ts'
import { repaint } from '../fixtures/repaint.ts'

const removal = paintout().use(codec).use(repaint).freeze()
const nothing = paintout().use(codec).use(repaint, { nothing: true }).freeze()

describe('a file that goes through the codec', () => {
  const folder = useFolder()

  it('comes in more than one kind', () => {
    assert.ok(kinds.filter((kind) => kind.lossless).length > 10)
    assert.ok(kinds.filter((kind) => !kind.lossless).length > 10)
  })

  for (const kind of kinds) {
    describe(kind.name, () => {
      it('keeps its size, format, depth, channels and metadata', async () => {
        const { before, after } = await removeFrom(kind.make(), kind.extension)
        const formatAfter = before.format === 'svg' ? 'png' : before.format
        assert.equal(after.format, formatAfter)
        assert.deepEqual([after.width, after.height], [kindSize.width, kindSize.height])
        assert.equal(after.depth, before.depth)
        assert.equal(after.space, before.space === 'cmyk' ? 'srgb' : before.space)
        // A GIF has a transparent colour in its palette whether it is used or not.
        if (before.format !== 'gif') assert.equal(after.hasAlpha, before.hasAlpha)
        assert.equal(after.density, before.density)
        assert.deepEqual(after.icc, before.icc)
        assert.equal(after.xmp?.toString(), before.xmp?.toString())
        assert.deepEqual(after.iptc, before.iptc)
        assert.equal(after.exif === undefined, before.exif === undefined)
        assert.ok((after.orientation ?? 1) === 1)
        assert.equal(after.isProgressive, before.isProgressive)
        if (before.format === 'jpeg' && before.space !== 'cmyk') {
          assert.equal(after.chromaSubsampling, before.chromaSubsampling)
        }
      })

      it('leaves the input as it was', async () => {
        const bytes = await kind.make()
        const path = folder.path(`photo${kind.extension}`)
        await writeFile(path, bytes)
        const result = await removal.process(path)
        await result.toFile(folder.path('clean.png'), { background: 'black' })
        assert.deepEqual(new Uint8Array(await readFile(path)), new Uint8Array(bytes))
      })

      if (kind.lossless) {
        it('holds every sample of the result', async () => {
          const { result, bytes } = await removeFrom(kind.make(), kind.extension)
          assert.deepEqual(result.report.output?.outside, { changed: 0, mean: 0, max: 0 })
          assert.equal(result.report.output?.lossless, true)
          const again = await samplesOf(bytes)
          assert.equal(depthOf(again), depthOf(result.pixels))
          assert.deepEqual(compareEverywhere(result.pixels, again), { changed: 0, mean: 0, max: 0 })
        })
      } else {
        it('says how far it is from the input outside the mask', async () => {
          const { result, bytes } = await removeFrom(kind.make(), kind.extension)
          const { lossless, outside } = result.report.output!
          assert.equal(lossless, false)
          const [input, output] = [await samplesOf(await kind.make()), await samplesOf(bytes)]
          assert.deepEqual(compareOutside(input, output, result.mask), outside)
          assert.ok(outside.changed > 0)
        })
      }
    })
  }

  async function removeFrom(making: Promise<Uint8Array>, extension: string) {
    const input = await making
    const result = await removal.process(input)
    const path = folder.path(`clean${extension}`)
    await result.toFile(path)
    const bytes = await readFile(path)
    return { result, bytes, before: await metadataOf(input), after: await metadataOf(bytes) }
  }
})

function metadataOf(bytes: Uint8Array): Promise<Metadata> {
  return sharp(bytes).metadata()
}

async function samplesOf(bytes: Uint8Array): Promise<Pixels> {
  return (await nothing.process(bytes)).pixels
}

function compareEverywhere(a: Pixels, b: Pixels) {
  return compareOutside(a, b, {
    data: new Uint8Array(a.width * a.height),
    width: a.width,
    height: a.height,
    channels: 1,
  })
}
