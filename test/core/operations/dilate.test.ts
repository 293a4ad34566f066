import assert from 'node:assert/strict'
import { createMask, dilate, type Mask, type Pixels, paintout } from '@paintout/core'

const image: Pixels = { data: new Uint8Array(400 * 100), width: 400, height: 100, channels: 1 }
const mask = { rect: [200, 50, 1, 1] } as const

async function widthAfter(
  use: (processor: ReturnType<typeof paintout>) => ReturnType<typeof paintout>,
  from: unknown = mask,
) {
  const job = await use(paintout()).run({ image, mask: from as never })
  return [...(job.mask as Mask).data.subarray(50 * 400, 51 * 400)].filter((level) => level > 0).length
}

describe('dilate', () => {
  it('grows by pixels, by "px", and by a share of the width', async () => {
    assert.equal(await widthAfter((processor) => processor.use(dilate, 3)), 7)
    assert.equal(await widthAfter((processor) => processor.use(dilate, '3px')), 7)
    assert.equal(await widthAfter((processor) => processor.use(dilate, '0.02w')), 17)
  })

  it('grows by 0.01w, at least 2 pixels, when nothing is said', async () => {
    assert.equal(await widthAfter((processor) => processor.use(dilate)), 9)
    const small: Pixels = { data: new Uint8Array(50 * 50), width: 50, height: 50, channels: 1 }
    const job = await paintout()
      .use(dilate)
      .run({ image: small, mask: { rect: [20, 20, 1, 1] } })
    assert.equal([...job.mask!.data].filter((level) => level > 0).length, 13)
  })

  it('leaves the mask as it is with 0', async () => {
    assert.equal(await widthAfter((processor) => processor.use(dilate, 0)), 1)
  })

  it('shrinks by a negative length', async () => {
    assert.equal(await widthAfter((processor) => processor.use(dilate, '-2px'), { rect: [100, 20, 41, 60] }), 37)
  })

  it('says so when nothing is left, or everything is selected', async () => {
    await assert.rejects(
      widthAfter((processor) => processor.use(dilate, -9)),
      { code: 'mask-empty', message: /after dilate -9/ },
    )
    await assert.rejects(
      widthAfter((processor) => processor.use(dilate, 999)),
      { code: 'mask-full' },
    )
  })

  it('does not write to the mask that was given', async () => {
    const given = createMask(400, 100)
    given.data[50 * 400 + 200] = 255
    await widthAfter((processor) => processor.use(dilate, 5), given)
    assert.equal(
      given.data.reduce((sum, level) => sum + level, 0),
      255,
    )
  })

  it('refuses what is no length, at the call', () => {
    for (const wrong of ['1%', '3', 'px', '', Number.NaN, Number.POSITIVE_INFINITY, {}, [], null]) {
      assert.throws(() => paintout().use(dilate, wrong as never), { code: 'invalid-option' })
    }
  })
})
