import assert from 'node:assert/strict'
import { createMask, type Engine, type Pixels, paintout, plugin, removal } from '@paintout/core'
import { candidatesEngine, plainEngine } from '../../fixtures/engines.ts'

const bring = (engine: Engine) =>
  plugin(function bring() {
    this.engine(engine)
    return undefined
  })

/** A picture in which each sample says where it is. */
function ramp(width: number, height: number, channels: 1 | 2 | 3 | 4 = 3): Pixels {
  const data = new Uint8Array(width * height * channels)
  for (let i = 0; i < data.length; i++) data[i] = 60 + ((i * 7) % 120)
  return { data, width, height, channels }
}

const image = ramp(300, 200)

describe('removeByMask', () => {
  it('asks for a mask where there is none', async () => {
    const clean = paintout().use(bring(plainEngine())).use(removal())
    await assert.rejects(clean.run({ image }), { code: 'no-mask', message: /mask: 'photo\.mask\.png'/ })
  })

  it('gives the engine the region, its hole in 255 on 0, and the request’s own fields', async () => {
    const engine = plainEngine()
    const clean = paintout()
      .use(bring(engine))
      .use(removal({ dilate: 0 }))
    const { report } = await clean.run({
      image,
      mask: { rect: [100, 80, 20, 10] },
      prompt: 'grass',
      negativePrompt: 'people',
      seed: 7,
    })
    const [request] = engine.calls
    const { rect } = report.regions[0]!
    const { mask, image: picture, ...fields } = request!
    assert.deepEqual(fields, { prompt: 'grass', negativePrompt: 'people', seed: 7, candidates: 1 })
    assert.deepEqual([picture.pixels.width, picture.pixels.height], [rect.width, rect.height])
    const first = ((0 + rect.top) * 300 + rect.left) * 3
    assert.deepEqual([...picture.pixels.data.slice(0, 3)], [...image.data.slice(first, first + 3)])
    const holes = [...mask!.pixels.data].filter((level) => level === 255).length
    assert.equal(holes, 200)
    assert.equal(mask!.pixels.data.length - holes, [...mask!.pixels.data].filter((level) => level === 0).length)
    assert.equal(mask!.pixels.data[(80 - rect.top) * rect.width + (100 - rect.left)], 255)
  })

  it('shows the engine more of the surroundings with a larger context', async () => {
    const widths: number[] = []
    for (const context of [0.1, 1, 2]) {
      const clean = paintout().use(bring(plainEngine())).use(removal({ context }))
      const { report } = await clean.run({ image: ramp(900, 600), mask: { rect: [400, 250, 100, 100] } })
      widths.push(report.regions[0]!.rect.width)
    }
    assert.ok(widths[0]! < widths[1]! && widths[1]! < widths[2]!, widths.join())
  })

  it('never asks for more candidates than the engine has', async () => {
    const [one, four] = [plainEngine(), candidatesEngine()]
    for (const engine of [one, four]) {
      const clean = paintout().use(bring(engine)).use(removal())
      const { candidates } = await clean.run({ image, mask: { rect: [100, 80, 20, 10] }, candidates: 3 })
      assert.equal(candidates.length, engine === one ? 1 : 3)
      assert.equal(engine.calls[0]!.candidates, engine === one ? 1 : 3)
    }
  })

  it('tells the plan and each step of each region', async () => {
    const clean = paintout().use(bring(plainEngine())).use(removal())
    const told: string[] = []
    clean.hooks.progress.tap('test', (progress) => {
      told.push('region' in progress ? `${progress.type} ${progress.region}` : progress.type)
    })
    await clean.run({ image, mask: { rect: [100, 80, 20, 10] } })
    assert.deepEqual(told, ['planned', 'started 0', 'sent 0', 'answered 0', 'done'])
  })

  it('tells that a call goes out, and its price, when the engine says so: once, however often it is made again', async () => {
    const told: unknown[] = []
    const engine = plainEngine()
    const announcing: Engine = {
      ...engine,
      announces: true,
      limits: { ...engine.limits, usdPerImage: 0.5 },
      async fill(request, context) {
        told.push('queued')
        for (const _ of [1, 2]) context.sending?.()
        return engine.fill(request, context)
      },
    }
    const clean = paintout().use(bring(announcing)).use(removal())
    clean.hooks.progress.tap('test', (progress) => {
      if (progress.type === 'sent') told.push({ images: progress.images, usd: progress.usd })
    })
    await clean.run({ image, mask: { rect: [100, 80, 20, 10] } })
    assert.deepEqual(told, ['queued', { images: 1, usd: 0.5 }])
  })

  it('tells that it failed', async () => {
    const clean = paintout().use(removal())
    const told: string[] = []
    clean.hooks.progress.tap('test', ({ type }) => void told.push(type))
    await assert.rejects(clean.run({ image, mask: { rect: [100, 80, 20, 10] } }))
    assert.deepEqual(told, ['failed'])
  })

  it('lets a plugin change the plan', async () => {
    const engine = plainEngine()
    const whole = plugin(function whole() {
      this.hooks.plan.tap('whole', (planning) => ({
        ...planning,
        regions: planning.regions.map((region) => ({
          ...region,
          rect: { left: 0, top: 0, width: 300, height: 200 },
          size: [300, 200] as const,
        })),
      }))
      return undefined
    })
    await paintout()
      .use(bring(engine))
      .use(whole)
      .use(removal())
      .run({ image, mask: { rect: [100, 80, 20, 10] } })
    assert.equal(engine.calls[0]!.image.pixels.width, 300)
  })

  it('gives every filled region to hooks.filled', async () => {
    const clean = paintout().use(bring(plainEngine())).use(removal())
    let filled = 0
    clean.hooks.filled.tap('count', () => {
      filled++
    })
    await clean.run({ image: ramp(1200, 150), mask: [{ rect: [50, 50, 20, 20] }, { rect: [1100, 50, 20, 20] }] })
    assert.equal(filled, 2)
  })

  describe('warns', () => {
    const warningsOf = async (mask: unknown, extra: object = {}, picture = image) => {
      const clean = paintout()
        .use(bring(plainEngine()))
        .use(removal({ dilate: 0 }))
      const { report } = await clean.run({ image: picture, mask: mask as never, ...extra })
      return report.warnings
    }

    it('of an area over a quarter of the photo, unless a prompt says what should be there', async () => {
      const large = { rect: [50, 20, 180, 120] }
      const [warning] = await warningsOf(large)
      assert.equal(warning!.code, 'large-area')
      assert.match(warning!.message, /covers 36 % of the photo.*`prompt`/)
      assert.ok((await warningsOf(large, { prompt: 'a lake' })).every(({ code }) => code !== 'large-area'))
    })

    it('of an area that touches two borders', async () => {
      const [warning] = await warningsOf({ rect: [0, 0, 30, 30] })
      assert.match(warning!.message, /touches its left and top border/)
    })

    it('of a mask that looks inverted', async () => {
      const inverted = createMask(300, 200, new Uint8Array(300 * 200).fill(255))
      for (let y = 80; y < 120; y++) inverted.data.fill(0, y * 300 + 100, y * 300 + 160)
      const [warning] = await warningsOf(inverted)
      assert.match(warning!.message, /It looks inverted: set `maskInvert`/)
    })

    it('and hands each warning to hooks.warn with its job', async () => {
      const clean = paintout()
        .use(bring(plainEngine()))
        .use(removal({ dilate: 0 }))
      const heard: string[] = []
      clean.hooks.warn.tap('test', ({ code, job }) => void heard.push(`${code} ${job.name}`))
      await clean.run({ image, mask: { rect: [0, 0, 30, 30] } })
      assert.deepEqual(heard, ['large-area the input'])
    })
  })
})
