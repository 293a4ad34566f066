import assert from 'node:assert/strict'
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Pixels } from '@paintout/core'
import { openCache } from '@paintout/store'
import sharp from 'sharp'
import { useFolder } from '../fixtures/folder.ts'
import { cleanerOf, countingEngine, jobOf } from '../fixtures/paid-store.ts'
import { writePhotos } from '../fixtures/photos.ts'

describe('the cache of what can be made again', () => {
  const folder = useFolder()
  let photo: string
  beforeEach(async () => {
    ;[photo] = (await writePhotos(folder.path('photos'), 1)) as [string]
  })

  const free = { usdPerImage: 0 } as const

  async function sizeOf(directory: string): Promise<number> {
    const files = await readdir(directory, { recursive: true })
    const sizes = await Promise.all(files.map((file) => stat(join(directory, file))))
    return sizes.reduce((sum, each) => sum + (each.isFile() ? each.size : 0), 0)
  }

  it('keeps fills that cost nothing but time, and puts none of them where git sees it', async () => {
    const engine = countingEngine(free)
    const first = await cleanerOf(engine, { directory: folder.path('store') }).process(photo, jobOf())
    const second = await cleanerOf(engine, { directory: folder.path('store') }).process(photo, jobOf())
    assert.equal(engine.calls, 1)
    assert.equal(second.report.regions[0]!.known, true)
    assert.deepEqual(second.pixels.data, first.pixels.data)
    assert.deepEqual((await readdir(folder.path('store'))).sort(), ['.gitattributes', '.gitignore', 'cache'])
  })

  for (const [what, channels, depth] of [
    ['16-bit alpha', 4, 16],
    ['grey', 1, 8],
    ['16-bit grey', 1, 16],
  ] as const) {
    it(`keeps the very samples of an engine that works on ${what}`, async () => {
      const [width, height] = [90, 70]
      const data = new (depth === 16 ? Uint16Array : Uint8Array)(width * height * channels)
      for (let k = 0; k < data.length; k++) data[k] = (k * 7919) % (2 ** depth - 1)
      const image: Pixels = { data, width, height, channels }
      const engine = countingEngine({ ...free, native: true })
      const runs = [1, 2].map(() => cleanerOf(engine, { directory: folder.path('store') }))
      const [first, second] = [await runs[0]!.run({ image, ...jobOf() }), await runs[1]!.run({ image, ...jobOf() })]
      assert.equal(engine.calls, 1)
      assert.deepEqual(second.candidates[0]!.data, first.candidates[0]!.data)
    })
  }

  it('may be deleted, or damaged, at any time', async () => {
    const engine = countingEngine(free)
    const clean = cleanerOf(engine, { directory: folder.path('store') })
    await clean.process(photo, jobOf())
    await rm(folder.path('store/cache'), { recursive: true })
    await clean.process(photo, jobOf())
    assert.equal(engine.calls, 2)
    const content = folder.path('store/cache/content-v2')
    for (const file of await readdir(content, { recursive: true })) {
      if ((await stat(join(content, file))).isFile()) await writeFile(join(content, file), 'not it')
    }
    await clean.process(photo, jobOf())
    assert.equal(engine.calls, 3)
  })

  it('stays under its limit: the oldest goes first', async () => {
    const cache = openCache(folder.path('store'), 5_000)
    for (let item = 0; item < 20; item++) {
      await cache.put(`item ${item}`, Buffer.alloc(1_000, item), { item })
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    // Long before the end, too.
    assert.ok((await sizeOf(folder.path('store/cache/content-v2'))) <= 5_000 + 1_000)
    await cache.trim()
    const left = await Promise.all(Array.from({ length: 20 }, (_, item) => cache.get(`item ${item}`)))
    assert.deepEqual(
      left.map((each) => each !== undefined),
      Array.from({ length: 20 }, (_, item) => item >= 15),
    )
    assert.ok((await sizeOf(folder.path('store/cache/content-v2'))) <= 5_000)
  })

  it('is no reason to fail: a file in its place is a cache that keeps nothing', async () => {
    await writeFile(folder.path('store'), 'in the way')
    const { report } = await cleanerOf(countingEngine(free), { directory: folder.path('store') }).process(
      photo,
      jobOf(),
    )
    assert.equal(report.outsideChanged, 0)
    assert.equal(await readFile(folder.path('store'), 'utf8'), 'in the way')
    assert.ok((await sharp(photo).metadata()).width > 0)
  })
})
