import assert from 'node:assert/strict'
import { type Engine, PaintoutError } from '@paintout/core'
import { startEmulator } from '@paintout/emulator'
import { createVertex } from '@paintout/engine-vertex'
import { verifyStore } from '@paintout/store'
import { useFolder } from '../fixtures/folder.ts'
import { cleanerOf, countingEngine, jobOf } from '../fixtures/paid-store.ts'
import { photoPixels } from '../fixtures/photo.ts'
import { writePhotos } from '../fixtures/photos.ts'

describe('a budget', () => {
  const folder = useFolder()
  let photo: string
  beforeEach(async () => {
    ;[photo] = (await writePhotos(folder.path('photos'), 1)) as [string]
  })

  it('of pictures is never passed, and says what is done, left and what the rest would cost', async () => {
    const engine = countingEngine()
    const clean = cleanerOf(engine, { directory: folder.path('store'), budget: { images: 3 } })
    await clean.process(photo, jobOf({ candidates: 2 }))
    await assert.rejects(clean.process(photo, jobOf({ seed: 1, candidates: 2 })), {
      code: 'over-budget',
      message:
        /a budget of 3 pictures, got 2 pictures more for \$0\.08\. Asked for: 2 pictures for \$0\.08\. Left: 2 pictures, which would cost \$0\.08\./,
    })
    assert.equal(engine.calls, 1)
    await clean.process(photo, jobOf({ seed: 2 }))
    assert.equal(engine.calls, 2)
  })

  it('of dollars is spent to the cent, and never passed by many at once', async () => {
    const engine = countingEngine()
    const clean = cleanerOf(engine, { directory: folder.path('store'), budget: { usd: 0.12 } })
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, (_, seed) => clean.process(photo, jobOf({ seed }))),
    )
    const over = results.filter((result) => result.status === 'rejected')
    assert.equal(engine.calls, 3)
    assert.equal(over.length, 5)
    for (const { reason } of over) assert.ok(PaintoutError.is(reason) && reason.code === 'over-budget')
  })

  it('is not touched by what is known', async () => {
    const engine = countingEngine()
    await cleanerOf(engine, { directory: folder.path('store') }).process(photo, jobOf())
    const { report } = await cleanerOf(engine, { directory: folder.path('store'), budget: { images: 0 } }).process(
      photo,
      jobOf(),
    )
    assert.equal(report.regions[0]!.known, true)
  })

  it('counts calls that failed: they went out', async () => {
    let calls = 0
    const failing = {
      ...countingEngine(),
      fill: async () => {
        calls++
        throw new PaintoutError('refused', 'No.', { by: 'counting' })
      },
    }
    const clean = cleanerOf(failing, { directory: folder.path('store'), budget: { images: 2 } })
    for (const code of ['refused', 'refused', 'over-budget']) {
      await assert.rejects(clean.process(photo, jobOf()), { code })
    }
    assert.equal(calls, 2)
  })

  it('counts every attempt: an answer that drifted too far was paid for', async () => {
    const other = await photoPixels('nagasaki-boats', 96, 72)
    let calls = 0
    const drifting: Engine = {
      ...countingEngine({ drifts: true, takesMask: false }),
      async fill() {
        calls++
        return [{ image: other }]
      },
    }
    const removal = { attempts: 5, context: 4 }
    const clean = cleanerOf(drifting, { directory: folder.path('store'), budget: { images: 3 }, removal })
    await assert.rejects(clean.process(photo, jobOf()), { code: 'over-budget', message: /Asked for: 3 pictures/ })
    assert.equal(calls, 3)
    // What was refused was paid for, and is known: a second run begins with the fourth attempt.
    const again = cleanerOf(drifting, { directory: folder.path('store'), budget: { images: 1 }, removal })
    await assert.rejects(again.process(photo, jobOf()), { code: 'over-budget' })
    assert.equal(calls, 4)
  })

  it('counts what an engine repeats by itself, where the first may have been charged', async () => {
    const emulator = await startEmulator()
    const connection = { project: 'budget', endpoint: emulator.url, auth: () => 'emulated', requestsPerMinute: 60_000 }
    for (const model of ['imagen-3.0-capability-001', 'gemini-3.1-flash-image']) {
      const { engine, close } = createVertex({ ...connection, model, retries: 3, retryDelay: 1 })
      const directory = folder.path(model)
      const removal = { attempts: 1 }
      const clean = cleanerOf(engine, { directory, budget: { images: 2 }, removal })
      const before = emulator.calls.length
      // A busy model charges for nothing; an answer that broke off may have been made.
      emulator.next('unavailable', 'reset', 'reset')
      await assert.rejects(clean.process(photo, jobOf()), {
        code: 'connection-failed',
        message: /It was not asked again: .* a budget of 2 pictures/,
      })
      assert.equal(emulator.calls.length - before, 3)
      assert.equal((await verifyStore(directory)).lost.length, 1)
      close()
    }
    await emulator.close()
  })

  it('that was refused leaves no claim behind', async () => {
    const clean = cleanerOf(countingEngine(), { directory: folder.path('store'), budget: { images: 0 } })
    await assert.rejects(clean.process(photo, jobOf()), { code: 'over-budget' })
    assert.deepEqual((await verifyStore(folder.path('store'))).lost, [])
  })

  it('takes no other limits', () => {
    assert.throws(() => cleanerOf(countingEngine(), { budget: { images: -1 } }), { code: 'invalid-option' })
    assert.throws(() => cleanerOf(countingEngine(), { budget: { euros: 1 } as never }), { code: 'unknown-option' })
  })
})

describe('a plan', () => {
  const folder = useFolder()

  it('prices what process would ask for, and sends nothing', async () => {
    const [photo] = (await writePhotos(folder.path('photos'), 1)) as [string]
    const engine = countingEngine()
    const clean = cleanerOf(engine, { directory: folder.path('store') })
    const before = await clean.plan(photo, jobOf({ candidates: 3 }))
    assert.deepEqual([before.images, before.usd.toFixed(2), before.calls.length], [3, '0.12', 1])
    assert.equal(engine.calls, 0)
    await clean.process(photo, jobOf({ candidates: 3 }))
    const after = await clean.plan(photo, jobOf({ candidates: 3 }))
    assert.deepEqual([after.images, after.usd, after.calls[0]!.known], [0, 0, true])
    assert.deepEqual(after.calls[0]!.rect, before.calls[0]!.rect)
    assert.equal(engine.calls, 1)
  })

  it('of an engine that costs nothing has regions and no price', async () => {
    const [photo] = (await writePhotos(folder.path('photos'), 1)) as [string]
    const { calls, usd } = await cleanerOf(countingEngine({ usdPerImage: 0 }), {
      directory: folder.path('store'),
    }).plan(photo, jobOf())
    assert.deepEqual([calls.length, usd], [1, 0])
  })
})
