import assert from 'node:assert/strict'
import { type Engine, operations, type Pixels, paintout, removal } from '@paintout/core'
import { codec } from '@paintout/plugin-sharp'
import { photoPixels } from '../fixtures/photo.ts'
import { bring, engines } from './engines.ts'

const settings = { dilate: 3, feather: { width: 2, side: 'both' } } as const
const job = { mask: { rect: [90, 60, 40, 30] }, seed: 7 } as const

describe('engines are replaceable: the same operations, options and job', () => {
  let image: Pixels
  before(async () => {
    image = await photoPixels('march-pastoral', 220, 160)
  })

  const clean = (engine: Engine) => paintout().use(codec).use(bring(engine)).use(removal(settings)).process(image, job)

  for (const create of engines) {
    const { name } = create()
    it(`run on ${name}, and give the same mask and the same samples outside it`, async () => {
      const [first] = engines
      const [expected, { pixels, mask, report }] = await Promise.all([clean(first!()), clean(create())])
      assert.deepEqual(mask.data, expected.mask.data)
      mask.data.forEach((level, at) => {
        if (level > 0) return
        for (let i = at * 3; i < at * 3 + 3; i++) if (pixels.data[i] !== image.data[i]) assert.fail(`sample ${i}`)
      })
      assert.equal(report.regions[0]!.engine, name)
    })
  }

  it('are the list that a preset brings, each once', () => {
    const names = operations.map(({ name }) => name)
    assert.deepEqual([...new Set(names)], names)
    assert.ok(names.includes('removeByMask') && names.includes('composite'))
  })
})
