import assert from 'node:assert/strict'
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { type Engine, PaintoutError } from '@paintout/core'
import { verifyStore } from '@paintout/store'
import { useFolder } from '../fixtures/folder.ts'
import { cleanerOf, countingEngine, jobOf } from '../fixtures/paid-store.ts'
import { writePhotos } from '../fixtures/photos.ts'

/** An engine that answers when it is told to. */
function heldEngine(limits: Partial<Engine['limits']>) {
  const engine = countingEngine(limits)
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  let sent = () => {}
  const underway = new Promise<void>((resolve) => {
    sent = resolve
  })
  return {
    engine: {
      ...engine,
      fill: async (request, context) => {
        sent()
        await held
        context.signal.throwIfAborted()
        return engine.fill(request, context)
      },
    } satisfies Engine,
    count: () => engine.calls,
    release,
    underway,
  }
}

for (const [what, limits] of [
  ['costs money', {}],
  ['costs nothing', { usdPerImage: 0 }],
] as const) {
  describe(`one fill that ${what}`, () => {
    const folder = useFolder()
    let photo: string
    beforeEach(async () => {
      ;[photo] = (await writePhotos(folder.path('photos'), 1)) as [string]
    })

    it('asked for by ten at once is one call', async () => {
      const engine = countingEngine(limits)
      const clean = cleanerOf(engine, { directory: folder.path('store') })
      const results = await Promise.all(Array.from({ length: 10 }, () => clean.process(photo, jobOf())))
      assert.equal(engine.calls, 1)
      assert.equal(results.filter(({ report }) => !report.regions[0]!.known).length, 1)
      for (const { pixels } of results) assert.deepEqual(pixels.data, results[0]!.pixels.data)
    })

    it('is one call for two processors on one folder, too', async () => {
      const engine = countingEngine(limits)
      const processors = [1, 2].map(() => cleanerOf(engine, { directory: folder.path('store') }))
      await Promise.all(processors.map((clean) => clean.process(photo, jobOf())))
      assert.equal(engine.calls, 1)
    })

    it('that fails fails for all who asked, and is asked for again by the next', async () => {
      let calls = 0
      const refusing: Engine = {
        ...countingEngine(limits),
        async fill() {
          calls++
          await new Promise((resolve) => setTimeout(resolve, 50))
          throw new PaintoutError('refused', 'The model refused.', { by: 'refusing' })
        },
      }
      const clean = cleanerOf(refusing, { directory: folder.path('store') })
      const results = await Promise.allSettled(Array.from({ length: 4 }, () => clean.process(photo, jobOf())))
      assert.deepEqual(
        results.map((result) => result.status === 'rejected' && result.reason.code),
        ['refused', 'refused', 'refused', 'refused'],
      )
      assert.equal(calls, 1)
      await assert.rejects(clean.process(photo, jobOf()), { code: 'refused' })
      assert.equal(calls, 2)
    })

    it('goes on for the others when one who asked is aborted, even the first', async () => {
      for (const leaver of [0, 2]) {
        const { engine, count, release, underway } = heldEngine(limits)
        const clean = cleanerOf(engine, { directory: folder.path(`store-${leaver}`) })
        const controllers = Array.from({ length: 3 }, () => new AbortController())
        const asked: Promise<unknown>[] = []
        for (const { signal } of controllers) {
          asked.push(clean.process(photo, jobOf({ signal })))
          if (asked.length === 1) await underway
        }
        await new Promise((resolve) => setTimeout(resolve, 50))
        controllers[leaver]!.abort()
        await assert.rejects(asked[leaver]!, { code: 'aborted' })
        release()
        const others = await Promise.all(asked.filter((_, index) => index !== leaver))
        assert.equal(others.length, 2)
        assert.equal(count(), 1)
      }
    })
  })
}

describe('a paid call that nobody waits for any more', () => {
  const folder = useFolder()

  it('is still kept: its job is aborted at once, and closing waits for the answer', async () => {
    const [photo] = (await writePhotos(folder.path('photos'), 1)) as [string]
    const { engine, count, release, underway } = heldEngine({})
    const clean = cleanerOf(engine, { directory: folder.path('store') })
    const controller = new AbortController()
    const asked = clean.process(photo, jobOf({ signal: controller.signal }))
    await underway
    controller.abort()
    await assert.rejects(asked, { code: 'aborted' })
    release()
    await clean.close()
    const known = await cleanerOf(engine, { directory: folder.path('store'), frozen: true }).process(photo, jobOf())
    assert.equal(known.report.regions[0]!.known, true)
    assert.equal(count(), 1)
  })

  it('is kept even where it could not be stored: the next run stores it, and pays for nothing', async () => {
    const [photo] = (await writePhotos(folder.path('photos'), 1)) as [string]
    const engine = countingEngine()
    const directory = folder.path('store')
    const blocked = cleanerOf(engine, { directory })
    // A file where the folder of answers would be: a disk that takes no answer.
    await mkdir(directory)
    await writeFile(folder.path('store/fills'), '')
    await assert.rejects(blocked.process(photo, jobOf()), { code: 'store-failed' })
    assert.equal((await verifyStore(directory)).arrived, 1)
    await rm(folder.path('store/fills'))

    const { report } = await cleanerOf(engine, { directory }).process(photo, jobOf())
    assert.equal(engine.calls, 1)
    assert.deepEqual([report.regions[0]!.known, report.regions[0]!.usd], [true, 0])
    const { sound, arrived, lost } = await verifyStore(directory)
    assert.deepEqual([sound, arrived, lost.length], [1, 0, 0])
    await cleanerOf(engine, { directory, frozen: true }).process(photo, jobOf())
  })

  it('is the last to be paid for while the disk takes no answer, and is kept by the same process once it does', async () => {
    const [first, second] = (await writePhotos(folder.path('photos'), 2)) as [string, string]
    const engine = countingEngine()
    const directory = folder.path('store')
    const clean = cleanerOf(engine, { directory })
    await mkdir(directory)
    await writeFile(folder.path('store/fills'), '')
    for (const photo of [first, second]) await assert.rejects(clean.process(photo, jobOf()), { code: 'store-failed' })
    assert.equal(engine.calls, 1)
    await rm(folder.path('store/fills'))

    await clean.process(second, jobOf())
    assert.equal((await clean.process(first, jobOf())).report.regions[0]!.known, true)
    assert.equal(engine.calls, 2)
    const { sound, arrived, lost } = await verifyStore(directory)
    assert.deepEqual([sound, arrived, lost.length], [2, 0, 0])
  })

  it('is waited for no longer by who is aborted, in this process or in another: that is no failure of the store', async () => {
    const [photo] = (await writePhotos(folder.path('photos'), 1)) as [string]
    const { engine, release, underway } = heldEngine({})
    const directory = folder.path('store')
    const clean = cleanerOf(engine, { directory })
    const leading = clean.process(photo, jobOf())
    await underway
    // As another process sees it: the same folder by another path has flights of its own, and the same claims.
    await symlink(directory, folder.path('linked'))
    for (const waiting of [clean, cleanerOf(engine, { directory: folder.path('linked') })]) {
      const signal = AbortSignal.timeout(100)
      await assert.rejects(waiting.process(photo, jobOf({ signal })), { code: 'aborted' })
    }
    release()
    await leading
  })
})
