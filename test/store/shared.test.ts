import assert from 'node:assert/strict'
import { readdir, rm } from 'node:fs/promises'
import { type Driver, fromUnstorage } from '@paintout/store'
import { createStorage } from 'unstorage'
import fsDriver from 'unstorage/drivers/fs'
import memoryDriver from 'unstorage/drivers/memory'
import { useFolder } from '../fixtures/folder.ts'
import { cleanerOf, countingEngine, jobOf } from '../fixtures/paid-store.ts'
import { writePhotos } from '../fixtures/photos.ts'

describe('a shared store', () => {
  const folder = useFolder()
  let photo: string
  beforeEach(async () => {
    ;[photo] = (await writePhotos(folder.path('photos'), 1)) as [string]
  })

  const drivers: Readonly<Record<string, () => Driver>> = {
    'memory, by unstorage': () => fromUnstorage(createStorage({ driver: memoryDriver() })),
    'a file system, by unstorage': () =>
      fromUnstorage(createStorage({ driver: fsDriver({ base: folder.path('share') }) })),
    'four functions of the user': () => {
      const items = new Map<string, Uint8Array>()
      return {
        get: async (name) => items.get(name),
        has: async (name) => items.has(name),
        put: async (name, bytes) => void items.set(name, bytes),
        list: async (prefix) => [...items.keys()].filter((name) => name.startsWith(prefix)),
      }
    },
  }
  for (const [what, make] of Object.entries(drivers)) {
    it(`over ${what} serves another machine, with the disk in front`, async () => {
      const shared = make()
      const engine = countingEngine()
      const paid = await cleanerOf(engine, { directory: folder.path('one'), shared }).process(photo, jobOf())
      const there = cleanerOf(engine, { directory: folder.path('two'), shared, frozen: true })
      assert.equal((await there.plan(photo, jobOf())).calls[0]!.known, true)
      const known = await there.process(photo, jobOf())
      assert.equal(engine.calls, 1)
      assert.deepEqual(Buffer.from(known.pixels.data), Buffer.from(paid.pixels.data))
      assert.deepEqual(await readdir(folder.path('two/fills')), await readdir(folder.path('one/fills')))
      const without = cleanerOf(engine, { directory: folder.path('two'), frozen: true })
      await without.process(photo, jobOf())
    })
  }

  it('is not believed: what is damaged there is as if it were missing', async () => {
    const items = new Map<string, Uint8Array>()
    const shared: Driver = {
      get: async (name) => items.get(name),
      has: async (name) => items.has(name),
      put: async (name, bytes) => void items.set(name, bytes),
      list: async (prefix) => [...items.keys()].filter((name) => name.startsWith(prefix)),
    }
    const engine = countingEngine()
    await cleanerOf(engine, { directory: folder.path('one'), shared }).process(photo, jobOf())
    for (const [name, bytes] of items) if (name.endsWith('.png')) items.set(name, bytes.slice().fill(3, 50))
    await cleanerOf(engine, { directory: folder.path('two'), shared }).process(photo, jobOf())
    assert.equal(engine.calls, 2)
  })

  it('that fails is a warning: the disk has the answer', async () => {
    const refuse = async () => {
      throw new Error('bucket gone')
    }
    const engine = countingEngine()
    const shared: Driver = { get: refuse, has: refuse, put: refuse, list: refuse }
    const { report } = await cleanerOf(engine, { directory: folder.path('one'), shared }).process(photo, jobOf())
    assert.ok(report.warnings.some(({ code, message }) => code === 'shared-store' && message.includes('bucket gone')))
    await rm(folder.path('one/claims'), { recursive: true })
    await cleanerOf(engine, { directory: folder.path('one'), frozen: true }).process(photo, jobOf())
    assert.equal(engine.calls, 1)
  })
})
