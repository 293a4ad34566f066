import assert from 'node:assert/strict'
import { createMask, dilateMask, drawRect, type Mask, PaintoutError } from '@paintout/core'
import fc from 'fast-check'
import { anyMask, levelMask, show, softMask } from './masks.ts'

/** The largest sample within `radius`; outside the image nothing is selected. */
function growSlowly(mask: Mask, radius: number): Mask {
  return slowly(mask, radius, 0, Math.max)
}

/** The smallest sample within `radius`; outside the image everything is selected. */
function shrinkSlowly(mask: Mask, radius: number): Mask {
  return slowly(mask, radius, 255, Math.min)
}

function slowly(mask: Mask, radius: number, start: number, pick: (a: number, b: number) => number): Mask {
  const { data, width, height } = mask
  const out = createMask(width, height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let value = start
      for (let v = 0; v < height; v++) {
        for (let u = 0; u < width; u++) {
          if ((u - x) ** 2 + (v - y) ** 2 <= radius * radius) value = pick(value, data[v * width + u]!)
        }
      }
      out.data[y * width + x] = value
    }
  }
  return out
}

const radius = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.double({ min: 0, max: 25, noNaN: true }))

describe('dilateMask', () => {
  it('is the exact Euclidean disk on hard masks, whatever value they use', () => {
    fc.assert(
      fc.property(levelMask(fc.constantFrom([255], [1], [200])), radius, (mask, r) => {
        assert.equal(show(dilateMask(mask, r)), show(growSlowly(mask, r)))
      }),
      { numRuns: 400 },
    )
  })

  it('takes the largest sample of the disk on masks of up to 32 values', () => {
    fc.assert(
      fc.property(
        levelMask(fc.uniqueArray(fc.integer({ min: 1, max: 255 }), { minLength: 2, maxLength: 32 })),
        radius,
        (mask, r) => {
          assert.equal(show(dilateMask(mask, r)), show(growSlowly(mask, r)))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('shrinks by the exact disk, and the edge of the image does not eat into the mask', () => {
    fc.assert(
      fc.property(levelMask(fc.constantFrom([255], [255, 128, 3])), radius, (mask, r) => {
        assert.equal(show(dilateMask(mask, -r)), show(shrinkSlowly(mask, r)))
      }),
      { numRuns: 300 },
    )
  })

  it('stays within a step of the exact result on masks of any softness, and selects whatever that selects', () => {
    fc.assert(
      fc.property(softMask, radius, (mask, r) => {
        const grown = dilateMask(mask, r).data
        growSlowly(mask, r).data.forEach((exact, i) => {
          assert.ok(
            grown[i]! <= exact && grown[i]! >= exact - 8 && grown[i]! >= mask.data[i]!,
            `${grown[i]} for ${exact}`,
          )
          assert.equal(grown[i] === 0, exact === 0)
        })
      }),
      { numRuns: 100 },
    )
  })

  it('moves a soft edge outwards with its values', () => {
    const edge = [0, 0, 0, 0, 40, 80, 120, 160, 200, 255, 255]
    const mask = createMask(11, 1, Uint8Array.from(edge))
    assert.deepEqual([...dilateMask(mask, 3).data], [0, 40, 80, 120, 160, 200, 255, 255, 255, 255, 255])
    assert.deepEqual([...dilateMask(mask, -2).data], [0, 0, 0, 0, 0, 0, 40, 80, 120, 160, 200])
  })

  it('grows by more than a byte can count, in both directions', () => {
    const size = 700
    for (const r of [253, 254, 254.5, 255, 256, 300]) {
      const mask = createMask(size, size)
      mask.data[350 * size + 350] = 255
      const { data } = dilateMask(mask, r)
      for (let i = 0; i < data.length; i++) {
        const inside = ((i % size) - 350) ** 2 + (Math.floor(i / size) - 350) ** 2 <= r * r
        if ((data[i] === 255) !== inside) assert.fail(`radius ${r}: sample ${i} is ${data[i]}`)
      }
    }
  })

  it('covers everything by more than the image, and takes everything away', () => {
    const mask = drawRect([3, 2, 4, 3], 30, 20)
    for (const radius of [40, 300, 70_000, 1e9]) {
      assert.ok(dilateMask(mask, radius).data.every((level) => level === 255))
      assert.ok(dilateMask(mask, -radius).data.every((level) => level === 0))
    }
  })

  it('refuses what is no radius', () => {
    for (const radius of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      assert.throws(
        () => dilateMask(createMask(2, 2), radius),
        (error) => PaintoutError.is(error) && error.code === 'invalid-option',
      )
    }
  })

  it('returns a copy, and leaves the mask as it is', () => {
    fc.assert(
      fc.property(anyMask, fc.integer({ min: -3, max: 3 }), (mask, r) => {
        const before = show(mask)
        dilateMask(mask, r).data.fill(77)
        assert.equal(show(mask), before)
      }),
    )
  })

  it('keeps a mask by 0, and grows nothing from nothing', () => {
    fc.assert(
      fc.property(levelMask(fc.constant([255, 9])), (mask) => assert.equal(show(dilateMask(mask, 0)), show(mask))),
    )
    assert.deepEqual(dilateMask(createMask(3, 2), 5), createMask(3, 2))
    assert.deepEqual(dilateMask(createMask(0, 0), 5), createMask(0, 0))
  })
})
