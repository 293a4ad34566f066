import assert from 'node:assert/strict'
import { createMask, drawRect, fillSpecks, type Mask } from '@paintout/core'
import fc from 'fast-check'
import { anyMask, hardMask, show } from './masks.ts'

/** Floods the unselected samples from their neighbours' sides; an island that reaches the edge of the image is none. */
function fillSlowly(mask: Mask, limit: number): { mask: Mask; specks: number; filled: number } {
  const { width, height } = mask
  const data = Uint8Array.from(mask.data)
  const reached = new Set<number>()
  let specks = 0
  let filled = 0
  for (let start = 0; start < data.length; start++) {
    if (mask.data[start]! >= 128 || reached.has(start)) continue
    const island = [start]
    reached.add(start)
    let open = false
    for (let k = 0; k < island.length; k++) {
      const i = island[k]!
      const x = i % width
      const y = Math.floor(i / width)
      for (const [u, v] of [
        [x - 1, y],
        [x + 1, y],
        [x, y - 1],
        [x, y + 1],
      ] as const) {
        const next = v * width + u
        if (u < 0 || v < 0 || u >= width || v >= height) open = true
        else if (mask.data[next]! < 128 && !reached.has(next)) {
          reached.add(next)
          island.push(next)
        }
      }
    }
    if (open || island.length > limit) continue
    for (const i of island) data[i] = 255
    specks++
    filled += island.length
  }
  return { mask: createMask(width, height, data), specks, filled }
}

describe('fillSpecks', () => {
  it('fills the small islands that the mask encloses, and counts them', () => {
    fc.assert(
      fc.property(fc.oneof(hardMask, anyMask), (mask) => {
        const result = fillSpecks(mask)
        const expected = fillSlowly(mask, 64)
        assert.equal(show(result.mask), show(expected.mask))
        assert.deepEqual([result.specks, result.filled], [expected.specks, expected.filled])
      }),
      { numRuns: 1000 },
    )
  })

  it('fills 8 × 8 samples and leaves a hole of one more', () => {
    const withHole = (width: number, height: number, extra: number) => {
      const mask = drawRect([5, 5, 90, 90], 100, 100)
      for (let y = 0; y < height; y++) mask.data.fill(0, (40 + y) * 100 + 40, (40 + y) * 100 + 40 + width)
      mask.data.fill(0, 39 * 100 + 40, 39 * 100 + 40 + extra)
      return mask
    }
    assert.equal(fillSpecks(withHole(8, 8, 0)).filled, 64)
    assert.equal(fillSpecks(withHole(8, 8, 1)).filled, 0)
  })

  it('fills larger specks in larger masks', () => {
    const mask = drawRect([10, 10, 900, 900], 1000, 1000)
    for (let y = 0; y < 20; y++) mask.data.fill(0, (400 + y) * 1000 + 400, (400 + y) * 1000 + 420)
    for (let y = 0; y < 21; y++) mask.data.fill(0, (600 + y) * 1000 + 600, (600 + y) * 1000 + 620)
    const { specks, filled } = fillSpecks(mask)
    assert.deepEqual([specks, filled], [1, 400])
  })

  it('gives back the mask itself when there is nothing to fill, and else leaves it as it was', () => {
    const whole = drawRect([1, 1, 5, 5], 9, 9)
    assert.equal(fillSpecks(whole).mask, whole)
    assert.equal(fillSpecks(createMask(0, 0)).filled, 0)
    whole.data[3 * 9 + 3] = 0
    assert.equal(fillSpecks(whole).filled, 1)
    assert.equal(whole.data[3 * 9 + 3], 0)
  })
})
