import assert from 'node:assert/strict'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { type Engine, harmonize, type RemovalOptions } from '@paintout/core'
import sharp from 'sharp'
import { useFolder } from '../fixtures/folder.ts'
import { cleanerOf, countingEngine, jobOf } from '../fixtures/paid-store.ts'
import { photoPixels } from '../fixtures/photo.ts'

describe('an answer that was paid for is found again', () => {
  const folder = useFolder()

  async function fillBoth(before: Uint8Array, after: Uint8Array): Promise<number> {
    const engine = countingEngine()
    for (const [name, bytes] of [
      ['before', before],
      ['after', after],
    ] as const) {
      const clean = cleanerOf(engine, { directory: folder.path('store') })
      await writeFile(folder.path(name), bytes)
      await clean.process(folder.path(name), jobOf())
      await clean.close()
    }
    return engine.calls
  }

  async function photo() {
    const { data, width, height, channels } = await photoPixels('march-pastoral', 96, 72)
    return sharp(data, { raw: { width, height, channels } })
  }

  it('under the file’s image data, though EXIF, XMP and density are new', async () => {
    const plain = await (await photo()).jpeg().toBuffer()
    const described = await sharp(plain)
      .withExif({ IFD0: { Artist: 'Somebody' } })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>')
      .jpeg()
      .toBuffer()
    // The same scan with other segments before it: what a tagging tool does.
    const tagged = Buffer.concat([described.subarray(0, startOfData(described)), plain.subarray(startOfData(plain))])
    assert.notDeepEqual(tagged, plain)
    assert.equal(await fillBoth(plain, tagged), 1)
  })

  it('under its samples, though the file is packed otherwise', async () => {
    const tight = await (await photo()).png({ compressionLevel: 9 }).toBuffer()
    const loose = await (await photo()).png({ compressionLevel: 0 }).toBuffer()
    assert.equal(await fillBoth(tight, loose), 1)
  })

  it('but not for another picture, nor for the same one turned or in another colour space', async () => {
    const plain = await (await photo()).jpeg().toBuffer()
    const turned = await sharp(plain).withMetadata({ orientation: 3 }).jpeg().toBuffer()
    const wide = await (await photo()).withIccProfile('p3').png().toBuffer()
    assert.equal(await fillBoth(plain, turned), 2)
    assert.equal(await fillBoth(await (await photo()).png().toBuffer(), wide), 2)
    assert.equal(await fillBoth(plain, await (await photo()).flop().jpeg().toBuffer()), 1)
  })

  it('though it is blended, judged or harmonised in another way', async () => {
    const bytes = await (await photo()).png().toBuffer()
    for (const [index, limits] of [{}, { drifts: true }].entries()) {
      const echoing: Engine = {
        ...countingEngine(limits),
        async fill({ image: { pixels } }) {
          calls++
          return [{ image: pixels }]
        },
      }
      let calls = 0
      const settings: readonly RemovalOptions[] = [
        { onDrift: 'warn', attempts: 1 },
        { onDrift: 'warn', attempts: 1, feather: { width: 5, side: 'outside' } },
        { onDrift: 'warn', attempts: 1, minAgree: 0.1, feather: 0 },
      ]
      const directory = folder.path(`store-${index}`)
      for (const how of settings) await cleanerOf(echoing, { directory, removal: how }).process(bytes, jobOf())
      const plain = cleanerOf(echoing, { directory, removal: settings[0]! })().use(harmonize, false).freeze()
      await plain.process(bytes, jobOf())
      assert.equal(calls, 1)
    }
  })

  it('though its name and its format of output are others', async () => {
    const engine = countingEngine()
    const clean = cleanerOf(engine, { directory: folder.path('store') })
    const bytes = await (await photo()).png().toBuffer()
    for (const name of ['a.png', 'b.png']) await writeFile(folder.path(name), bytes)
    await (await clean.process(folder.path('a.png'), jobOf())).toFile(folder.path('a.webp'))
    await (await clean.process(folder.path('b.png'), jobOf())).toFile(folder.path('b.tif'))
    await clean.process(bytes, jobOf())
    assert.equal(engine.calls, 1)
    assert.equal((await readdir(folder.path('store/fills'))).length, 2)
    const uses = await readdir(folder.path('store/uses'))
    assert.equal(uses.length, 3)
    assert.match(
      await readFile(folder.path(`store/uses/${uses.find((use) => use.startsWith('a.png'))}`), 'utf8'),
      /^a\.png\n/,
    )
  })
})

/** Where the first segment lies that is no metadata: quantisation tables, or the frame. */
function startOfData(jpeg: Buffer): number {
  let at = 2
  while ((jpeg[at + 1]! & 0xf0) === 0xe0) at += 2 + jpeg.readUInt16BE(at + 2)
  return at
}
