import assert from 'node:assert/strict'
import { createMask, dilateMask, featherMask, type Mask, PaintoutError, squaredDistances } from '@paintout/core'
import fc from 'fast-check'
import { anyMask, hardMask, show, softMask } from './masks.ts'

/** The squared distance to the nearest sample that `isSource`, or `Infinity`. */
function nearest({ data, width }: Mask, at: number, isSource: (level: number) => boolean): number {
  const dx = (i: number) => (i % width) - (at % width)
  const dy = (i: number) => Math.floor(i / width) - Math.floor(at / width)
  return data.reduce(
    (least, level, i) => (isSource(level) ? Math.min(least, dx(i) ** 2 + dy(i) ** 2) : least),
    Number.POSITIVE_INFINITY,
  )
}

/** The docstring, sample by sample. */
function featherSlowly(mask: Mask, width: number, side: 'inside' | 'outside' | 'both'): Mask {
  const data = mask.data.map((level, i) => {
    const rim = (isSource: (level: number) => boolean) => Math.sqrt(nearest(mask, i, isSource)) - 0.5
    if (side === 'inside') return level === 0 ? 0 : Math.round(level * Math.min(rim((other) => other === 0) / width, 1))
    const half = side === 'both' ? 0.5 : 1
    if (level < 128) return Math.max(level, Math.round(255 * Math.max(half - rim((other) => other >= 128) / width, 0)))
    if (side === 'outside') return level
    return Math.min(level, Math.round(255 * Math.min(0.5 + rim((other) => other < 128) / width, 1)))
  })
  return createMask(mask.width, mask.height, data)
}

const width = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.double({ min: 0.1, max: 40, noNaN: true }))

describe('squaredDistances', () => {
  it('is exact up to the limit, and far beyond it', () => {
    fc.assert(
      fc.property(
        anyMask,
        fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.double({ min: 0, max: 30, noNaN: true })),
        (mask, limit) => {
          const distances = squaredDistances(mask, limit)
          const expected = Array.from(mask.data, (_, i) => {
            const squared = nearest(mask, i, (level) => level > 0)
            return squared <= limit * limit && squared !== Number.POSITIVE_INFINITY ? squared : 0xffffffff
          })
          assert.deepEqual([...distances], expected)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('counts farther than 16 bits', () => {
    const sources = createMask(70_000, 1)
    sources.data[0] = 1
    assert.equal(squaredDistances(sources)[65_000], 65_000 ** 2)
    const tall = createMask(1, 70_000)
    tall.data[0] = 1
    assert.equal(squaredDistances(tall)[65_000], 65_000 ** 2)
  })
})

describe('featherMask', () => {
  for (const side of ['inside', 'outside', 'both'] as const) {
    it(`falls in a straight line over its width, ${side}`, () => {
      fc.assert(
        fc.property(anyMask, width, (mask, width) => {
          assert.equal(show(featherMask(mask, { width, side })), show(featherSlowly(mask, width, side)))
        }),
        { numRuns: 200 },
      )
    })
  }

  it('gives two steps for two pixels', () => {
    const mask = createMask(9, 1, Uint8Array.of(0, 0, 0, 255, 255, 255, 255, 255, 255))
    assert.deepEqual([...featherMask(mask, { width: 2, side: 'inside' }).data], [0, 0, 0, 64, 191, 255, 255, 255, 255])
    assert.deepEqual(
      [...featherMask(mask, { width: 2, side: 'outside' }).data],
      [0, 64, 191, 255, 255, 255, 255, 255, 255],
    )
    assert.deepEqual([...featherMask(mask, { width: 2, side: 'both' }).data], [0, 0, 64, 191, 255, 255, 255, 255, 255])
  })

  it('selects nothing outside the mask when it lies inside', () => {
    fc.assert(
      fc.property(fc.oneof(hardMask, softMask), width, (mask, width) => {
        const feathered = featherMask(mask, { width, side: 'inside' })
        for (const [i, level] of feathered.data.entries()) assert.ok(level <= mask.data[i]!)
      }),
    )
  })

  it('stays hard along the border of the image', () => {
    const full = createMask(5, 4, new Uint8Array(20).fill(255))
    for (const side of ['inside', 'outside', 'both'] as const) {
      assert.deepEqual(featherMask(full, { width: 3, side }), full)
    }
  })

  it('rounds the corners of what it is laid around', () => {
    const dot = createMask(41, 41)
    dot.data[20 * 41 + 20] = 255
    const wide = featherMask(dilateMask(dot, 6), { width: 10, side: 'outside' })
    assert.equal(wide.data[20 * 41 + 20 + 12], wide.data[(20 + 12) * 41 + 20])
    const diagonal = wide.data[(20 + 8) * 41 + 20 + 9]!
    assert.ok(Math.abs(diagonal - wide.data[20 * 41 + 20 + 12]!) <= 26, `${diagonal}`)
  })

  it('leaves a mask by 0 and an empty one as they are, in a copy', () => {
    const mask = createMask(2, 1, Uint8Array.of(255, 7))
    const copy = featherMask(mask, { width: 0, side: 'both' })
    assert.deepEqual(copy, mask)
    assert.notEqual(copy.data, mask.data)
    assert.deepEqual(featherMask(createMask(3, 1), { width: 4, side: 'outside' }), createMask(3, 1))
    assert.deepEqual(featherMask(createMask(0, 0), { width: 4, side: 'inside' }), createMask(0, 0))
  })

  it('refuses a width that is no distance', () => {
    for (const width of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.throws(
        () => featherMask(createMask(1, 1), { width, side: 'inside' }),
        (error) => PaintoutError.is(error) && error.code === 'invalid-option',
      )
    }
  })
})
