import assert from 'node:assert/strict'
import { assertSelects, createMask, describeMask, drawRect, invertMask, PaintoutError } from '@paintout/core'
import fc from 'fast-check'
import { anyMask } from './masks.ts'

describe('describeMask', () => {
  it('counts what is selected', () => {
    fc.assert(
      fc.property(anyMask, (mask) => {
        const selected = mask.data.filter((level) => level > 0).length
        const description = describeMask(mask)
        assert.equal(description.selected, selected)
        assert.equal(description.share, selected / mask.data.length)
      }),
    )
  })

  it('names the borders that the mask touches', () => {
    const borders = (x: number, y: number, width: number, height: number) =>
      describeMask(drawRect([x, y, width, height], 20, 10)).borders
    assert.deepEqual(borders(3, 3, 4, 4), [])
    assert.deepEqual(borders(0, 3, 4, 4), ['left'])
    assert.deepEqual(borders(16, 0, 4, 4), ['top', 'right'])
    assert.deepEqual(borders(0, 0, 20, 10), ['left', 'top', 'right', 'bottom'])
  })

  it('sees that black and white were swapped', () => {
    const object = drawRect([6, 3, 5, 4], 20, 10)
    const cut = drawRect([6, 3, 5, 7], 40, 10)
    const band = drawRect([0, 6, 20, 4], 20, 10)
    assert.equal(describeMask(invertMask(object)).looksInverted, true)
    assert.equal(describeMask(invertMask(cut)).looksInverted, true)
    for (const mask of [object, cut, band, createMask(20, 10), drawRect([0, 0, 20, 10], 20, 10)]) {
      assert.equal(describeMask(mask).looksInverted, false)
    }
  })

  it('describes a mask of no size', () => {
    assert.deepEqual(describeMask(createMask(0, 0)), {
      selected: 0,
      share: 0,
      bounds: undefined,
      borders: [],
      looksInverted: false,
    })
  })
})

describe('assertSelects', () => {
  const failsWith = (code: string, pattern: RegExp) => (error: unknown) =>
    PaintoutError.is(error) && error.code === code && pattern.test(error.message)

  it('takes masks that select something and leave something', () => {
    fc.assert(
      fc.property(anyMask, (mask) => {
        const selected = mask.data.filter((level) => level > 0).length
        const code = selected === 0 ? 'mask-empty' : selected === mask.data.length ? 'mask-full' : undefined
        if (code === undefined) assertSelects(mask, 'the mask')
        else assert.throws(() => assertSelects(mask, 'the mask'), failsWith(code, /the mask/))
      }),
    )
  })

  it('says which mask it was, what was read and the way out', () => {
    assert.throws(
      () => assertSelects(createMask(40, 30), 'the mask of boat.jpg'),
      failsWith('mask-empty', /the mask of boat\.jpg .* 40 × 30 .* none .* `maskInvert` .* `maskThreshold`/),
    )
    assert.throws(
      () => assertSelects(drawRect([0, 0, 40, 30], 40, 30), 'the mask of boat.jpg'),
      failsWith('mask-full', /the mask of boat\.jpg .* 40 × 30 .* all .* `maskInvert`/),
    )
  })
})
