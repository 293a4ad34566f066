import assert from 'node:assert/strict'
import {
  type Candidate,
  type Claim,
  type Engine,
  type Pixels,
  type Progress,
  paintout,
  plugin,
  removal,
  type Spending,
} from '@paintout/core'
import { paint, plainEngine } from '../../fixtures/engines.ts'

const image: Pixels = { data: new Uint8Array(400 * 300 * 3).fill(100), width: 400, height: 300, channels: 3 }
const job = { mask: { rect: [180, 140, 40, 20] } } as const

const paid = (engine: Engine = plainEngine(), limits: Partial<Engine['limits']> = {}): Engine => ({
  ...engine,
  limits: { ...engine.limits, usdPerImage: 0.04, maxCandidates: 4, ...limits },
})

function cleanWith(engine: Engine, claim?: Partial<Claim>) {
  const kept: (readonly Candidate[])[] = []
  const released: unknown[] = []
  const spent: Spending[] = []
  const bring = plugin(function bring() {
    this.engine(engine)
    this.hooks.claim.tapPromise('bring', async () => ({
      async keep(answer) {
        kept.push(answer)
      },
      async release(reason) {
        released.push(reason)
      },
      ...claim,
    }))
    this.hooks.spend.tap('bring', (spending) => {
      spent.push(spending)
    })
    return undefined
  })
  const clean = paintout()
    .use(bring)
    .use(removal({ dilate: 0 }))
  return { clean, kept, released, spent }
}

describe('a call that costs money', () => {
  it('is announced with its price before it goes out; one that costs nothing is not', async () => {
    const { clean, spent } = cleanWith(paid())
    await clean.run({ image, ...job, candidates: 3 })
    assert.deepEqual(
      spent.map(({ images, usd }) => [images, usd.toFixed(2)]),
      [[3, '0.12']],
    )
    const free = cleanWith(plainEngine())
    await free.clean.run({ image, ...job })
    assert.deepEqual(free.spent, [])
  })

  it('is not made when a tap refuses to spend, and its claim is released', async () => {
    const engine = plainEngine()
    const { clean, released } = cleanWith({ ...paid(engine), fill: engine.fill })
    clean.hooks.spend.tap('miser', () => {
      throw new Error('no')
    })
    await assert.rejects(clean.run({ image, ...job }), { code: 'plugin-failed', message: /`miser` on hooks\.spend/ })
    assert.equal(engine.calls.length, 0)
    assert.equal(released.length, 1)
  })

  it('is planned with its price, which known answers take off', async () => {
    const { clean } = cleanWith(paid())
    const planned: Progress[] = []
    clean.hooks.progress.tap('test', (event) => {
      if (event.type === 'planned') planned.push(event)
    })
    const far = { mask: [{ rect: [20, 20, 20, 20] }, { rect: [350, 250, 20, 20] }] } as const
    await clean.run({ image, ...far, candidates: 2 })
    const [event] = planned
    assert.ok(event?.type === 'planned')
    assert.deepEqual([event.known, event.images, event.usd], [0, 2 * event.regions, 0.08 * event.regions])
    clean.hooks.known.tap('test', () => true)
    const { images, usd, calls } = await clean.plan(image, far)
    assert.deepEqual([images, usd, calls.every(({ known }) => known)], [0, 0, true])
    assert.equal(planned.length, 1, 'a plan is not progress')
  })

  it('is kept as pixels with nothing but what is needed: elsewhere the photo’s own samples', async () => {
    const { clean, kept } = cleanWith(paid())
    const { report } = await clean.run({ image, ...job })
    const { data, width, height } = kept[0]![0]!.image as Pixels
    assert.deepEqual([width, height], report.regions[0]!.size)
    assert.equal(data[0], 100)
    const middle = (Math.floor(height / 2) * width + Math.floor(width / 2)) * 3
    assert.equal(data[middle], 90)
  })

  it('of a model that drifts is kept whole', async () => {
    const { clean, kept } = cleanWith(paid(plainEngine(), { drifts: true }))
    await clean.run({ image, ...job })
    assert.ok((kept[0]![0]!.image as Pixels).data.every((level) => level === 90))
  })

  it('obeys the signal of its claim: the job that began it may go', async () => {
    const controller = new AbortController()
    let answer = () => {}
    const held = new Promise<void>((resolve) => {
      answer = resolve
    })
    let wasAborted = true
    const engine: Engine = {
      ...paid(),
      async fill({ image }, { signal }) {
        controller.abort()
        await held
        wasAborted = signal.aborted
        return [{ image: paint(image.pixels, 90) }]
      },
    }
    let keptAnswer = () => {}
    const isKept = new Promise<void>((resolve) => {
      keptAnswer = resolve
    })
    const { clean } = cleanWith(engine, { signal: new AbortController().signal, keep: async () => keptAnswer() })
    await assert.rejects(clean.run({ image, ...job, signal: controller.signal }), { code: 'aborted' })
    answer()
    await isKept
    assert.equal(wasAborted, false)
  })
})
