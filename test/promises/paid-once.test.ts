import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { type Engine, operations, paintout, plugin, removal } from '@paintout/core'
import { codec } from '@paintout/plugin-sharp'
import { budget, store } from '@paintout/store'
import { useFolder } from '../fixtures/folder.ts'
import { writePhotos } from '../fixtures/photos.ts'
import { bring, engines } from './engines.ts'

const job = { mask: { rect: [40, 30, 16, 12] } } as const

/** The engine at a price, and how often it was asked. */
function atAPrice(engine: Engine): { engine: Engine; calls: () => number } {
  let calls = 0
  const paid: Engine = {
    ...engine,
    limits: { ...engine.limits, usdPerImage: 0.04 },
    fill(request, context) {
      calls++
      return engine.fill(request, context)
    },
  }
  return { engine: paid, calls: () => calls }
}

describe('paid once: an answer that arrived is never paid for again', () => {
  const folder = useFolder()
  let photo: string
  beforeEach(async () => {
    ;[photo] = (await writePhotos(folder.path('photos'), 1)) as [string]
    await mkdir(folder.path('store'))
  })

  const cleaner = (engine: Engine, frozen = false) =>
    paintout()
      .use(codec)
      .use(store, { directory: folder.path('store'), frozen })
      .use(budget, {})
      .use(bring(engine))
      .use(removal())

  for (const create of engines) {
    const { name } = create()

    it(`by ${name}: not by five at once, not by the next run, not by a frozen build, which gets the same samples`, async () => {
      const { engine, calls } = atAPrice(create())
      const clean = cleaner(engine).freeze()
      const results = await Promise.all([1, 2, 3, 4, 5].map(() => clean.process(photo, job)))
      const paid = calls()
      const [{ pixels, report }] = results as [(typeof results)[number]]
      assert.ok(paid > 0)
      assert.equal(paid, Math.max(...results.flatMap(({ report }) => report.regions.map(({ attempts }) => attempts))))
      assert.equal(report.outsideChanged, 0)
      for (const frozen of [false, true]) {
        const again = await cleaner(atAPrice(create()).engine, frozen).process(photo, job)
        assert.deepEqual(again.pixels.data, pixels.data)
        assert.ok(again.report.regions.every(({ known }) => known))
      }
      const unpaid = atAPrice(create())
      await cleaner(unpaid.engine).process(photo, job)
      assert.deepEqual([unpaid.calls(), calls()], [0, paid])
    })
  }

  const fills = operations.findIndex(({ name }) => name === 'removeByMask')

  for (const [at, operation] of operations.entries()) {
    if (at < fills) continue
    it(`when what comes after ${operation.name} fails`, async () => {
      const [create] = engines
      const failing = plugin(function failing() {
        return function failing() {
          throw new Error('after the answer')
        }
      })
      const first = atAPrice(create!())
      const list = [...operations.slice(0, at + 1), failing, ...operations.slice(at + 1)]
      const broken = paintout()
        .use(codec)
        .use(store, { directory: folder.path('store'), frozen: false })
        .use(bring(first.engine))
        .use(list as never)
      await assert.rejects(broken.process(photo, job), { code: 'operation-failed' })
      const second = atAPrice(create!())
      const { report } = await cleaner(second.engine).process(photo, job)
      assert.deepEqual([first.calls(), second.calls(), report.outsideChanged], [1, 0, 0])
    })
  }
})
