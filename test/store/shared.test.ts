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
    'four functions of the user': () => driverOf(new Map()),
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
    const shared = driverOf(items)
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

  it('keeps the password of its address to itself', async () => {
    const failing = async () => {
      throw new Error('connect ECONNREFUSED redis://team:pa55-word@cache.example:6379/0')
    }
    const shared: Driver = { get: failing, has: failing, put: failing, list: failing }
    const { report } = await cleanerOf(countingEngine(), { directory: folder.path('one'), shared }).process(
      photo,
      jobOf(),
    )
    const said = report.warnings.map(({ message }) => message).join()
    assert.match(said, /redis:\/\/…@cache\.example:6379/)
    assert.doesNotMatch(said, /pa55/)
  })

  it('cannot pass another photo’s answer off as this one’s', async () => {
    const items = new Map<string, Uint8Array>()
    const shared = driverOf(items)
    const engine = countingEngine()
    await cleanerOf(engine, { directory: folder.path('one'), shared }).process(photo, jobOf({ seed: 1 }))
    const [mark] = [...items.keys()].filter((name) => name.startsWith('keys/'))
    const lying = { ...shared, list: async (prefix: string) => [`${prefix}${mark!.split('/').at(-1)}`] }
    const clean = cleanerOf(engine, { directory: folder.path('two'), shared: lying })
    assert.equal((await clean.plan(photo, jobOf())).calls[0]!.known, false)
    const { report } = await clean.process(photo, jobOf())
    assert.deepEqual([report.regions[0]!.known, engine.calls], [false, 2])
  })

  it('that answers with nonsense is a warning at most, and no answer', async () => {
    const nonsense: readonly unknown[] = [
      undefined,
      null,
      7,
      'x',
      {},
      [null],
      [7],
      new Uint8Array(3),
      [`a/${'b'.repeat(98)}`],
    ]
    for (const [index, value] of nonsense.entries()) {
      const answer = async () => value as never
      const engine = countingEngine()
      const shared: Driver = { get: answer, has: answer, put: answer, list: answer }
      const clean = cleanerOf(engine, { directory: folder.path(`nonsense-${index}`), shared })
      assert.equal((await clean.plan(photo, jobOf())).calls[0]!.known, false)
      await clean.process(photo, jobOf())
      assert.equal(engine.calls, 1)
    }
  })

  it('that never answers is not waited for by who is aborted', async () => {
    const items = new Map<string, Uint8Array>()
    await cleanerOf(countingEngine(), { directory: folder.path('one'), shared: driverOf(items) }).process(
      photo,
      jobOf(),
    )
    for (const which of ['list', 'get', 'put'] as const) {
      const asked = new AbortController()
      const hanging = () => {
        asked.abort()
        return new Promise<never>(() => {})
      }
      const shared = { ...driverOf(which === 'get' ? items : new Map()), [which]: hanging }
      const clean = cleanerOf(countingEngine(), { directory: folder.path(which), shared })
      await assert.rejects(clean.process(photo, jobOf({ signal: asked.signal })), { code: 'aborted' })
      if (which !== 'list') continue
      const planning = new AbortController()
      const planned = clean.plan(photo, jobOf({ signal: planning.signal }))
      setTimeout(() => planning.abort(), 50)
      await assert.rejects(planned, { code: 'aborted' })
    }
  })
})

/** Four functions of the user. */
function driverOf(items: Map<string, Uint8Array>): Driver {
  return {
    get: async (name) => items.get(name),
    has: async (name) => items.has(name),
    put: async (name, bytes) => void items.set(name, bytes),
    list: async (prefix) => [...items.keys()].filter((name) => name.startsWith(prefix)),
  }
}
