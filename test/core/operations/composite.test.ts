import assert from 'node:assert/strict'
import { type Engine, type Pixels, paintout, plugin, removal } from '@paintout/core'
import { plainEngine } from '../../fixtures/engines.ts'

const image: Pixels = { data: new Uint8Array(300 * 200 * 3).fill(200), width: 300, height: 200, channels: 3 }

const bring = (engine: Engine) =>
  plugin(function bring() {
    this.engine(engine)
    return undefined
  })

/** The first channel along the row that goes through the middle of the hole, over its left rim. */
async function profile(feather: Parameters<typeof removal>[0] extends infer O ? O : never): Promise<number[]> {
  const clean = paintout()
    .use(bring(plainEngine()))
    .use(removal({ dilate: 0, ...feather }))
  const { candidates } = await clean.run({ image, mask: { rect: [100, 80, 60, 40] } })
  return Array.from({ length: 13 }, (_, i) => candidates[0]!.data[(100 * 300 + 94 + i) * 3]!)
}

const rim = 6

describe('composite', () => {
  it('cuts hard with a feather of 0', async () => {
    assert.deepEqual(await profile({ feather: 0 }), [...Array(rim).fill(200), ...Array(7).fill(90)])
  })

  it('blends over 2 pixels inside the mask by default', async () => {
    const levels = await profile({})
    assert.deepEqual(levels.slice(0, rim), Array(rim).fill(200))
    assert.ok(levels[rim]! < 200 && levels[rim]! > levels[rim + 1]! && levels[rim + 1]! > 90, levels.join())
    assert.deepEqual(levels.slice(rim + 2), Array(5).fill(90))
  })

  it('blends outside the mask when asked to, and leaves the mask itself whole', async () => {
    const levels = await profile({ feather: { width: 3, side: 'outside' } })
    assert.deepEqual(levels.slice(rim), Array(7).fill(90))
    assert.deepEqual(levels.slice(0, 3), [200, 200, 200])
    assert.ok(levels[3]! > levels[4]! && levels[4]! > levels[5]! && levels[5]! > 90, levels.join())
  })

  it('blends on both sides of the rim', async () => {
    const levels = await profile({ feather: { width: '4px', side: 'both' } })
    assert.equal(levels[rim - 3], 200)
    assert.ok(levels[rim - 1]! < 200 && levels[rim]! > 90, levels.join())
    assert.equal(levels[rim + 3], 90)
  })

  it('counts a feather in widths of the photo', async () => {
    assert.deepEqual(await profile({ feather: '0.01w' }), await profile({ feather: 3 }))
  })

  it('gives each sample to one fill where two regions are feathered into each other', async () => {
    const wide: Pixels = { data: new Uint8Array(1000 * 120 * 3).fill(200), width: 1000, height: 120, channels: 3 }
    let level = 50
    const engine: Engine = {
      ...plainEngine(),
      async fill({ image }) {
        level += 20
        return [{ image: { ...image.pixels, data: new Uint8Array(image.pixels.data.length).fill(level) } }]
      },
    }
    const clean = paintout()
      .use(bring(engine))
      .use(removal({ dilate: 0, feather: { width: 8, side: 'outside' }, context: 0.1 }))
    const masks = [{ rect: [100, 40, 30, 30] }, { rect: [800, 40, 30, 30] }] as const
    const { candidates, report } = await clean.run({ image: wide, mask: masks })
    assert.equal(report.regions.length, 2)
    assert.deepEqual([candidates[0]!.data[(50 * 1000 + 110) * 3], candidates[0]!.data[(50 * 1000 + 810) * 3]], [70, 90])
    assert.equal(report.outsideChanged, 0)
  })

  it('refuses a feather that is no length, at the call', () => {
    for (const feather of [-1, '2', '2em', '-2px', { width: 2 }, { width: 2, side: 'left' }, Number.NaN]) {
      assert.throws(() => removal({ feather: feather as never }), { code: 'invalid-option' })
    }
  })
})
