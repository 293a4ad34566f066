import assert from 'node:assert/strict'
import { createMask, drawPolygon, drawRect, PaintoutError } from '@paintout/core'
import fc from 'fast-check'
import { show } from './masks.ts'

type Point = readonly [number, number]

/** The winding number of the middle of a sample, by the sum of the crossings to its left. */
function winds(points: readonly Point[], x: number, y: number): number {
  let turns = 0
  points.forEach((a, index) => {
    const b = points[(index + 1) % points.length]!
    const crosses = a[1] <= y !== b[1] <= y
    if (!crosses) return
    const at = a[0] + ((y - a[1]) / (b[1] - a[1])) * (b[0] - a[0])
    if (at <= x) turns += a[1] <= y ? 1 : -1
  })
  return turns
}

function refuses(pattern: RegExp, draw: () => unknown) {
  assert.throws(draw, (error) => {
    assert.ok(PaintoutError.is(error), String(error))
    assert.equal(error.code, 'invalid-mask')
    assert.match(error.message, pattern)
    return true
  })
}

describe('drawPolygon', () => {
  it('selects the samples whose middle it winds around', () => {
    // Eighths keep the crossings of both sides exact.
    const coordinate = fc.integer({ min: -40, max: 120 }).map((eighths) => eighths / 8)
    const points = fc.array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 7 })
    fc.assert(
      fc.property(points, (points) => {
        const expected = createMask(12, 10)
        const onEdge = new Set<number>()
        for (let i = 0; i < expected.data.length; i++) {
          const x = (i % 12) + 0.5
          const y = Math.floor(i / 12) + 0.5
          if (winds(points, x, y) !== 0) expected.data[i] = 255
          if (winds(points, x - 1e-9, y) !== winds(points, x + 1e-9, y)) onEdge.add(i)
        }
        if (expected.data.every((level, i) => level === 0 || onEdge.has(i))) return
        const drawn = drawPolygon(points, 12, 10)
        for (const i of onEdge) expected.data[i] = drawn.data[i]!
        assert.equal(show(drawn), show(expected))
      }),
      { numRuns: 1000 },
    )
  })

  it('leaves no hole where a path crosses itself, unless it turns the other way', () => {
    const square: Point[] = [
      [0, 0],
      [6, 0],
      [6, 6],
      [0, 6],
      [0, 0],
    ]
    const same: Point[] = [
      [2, 2],
      [4, 2],
      [4, 4],
      [2, 4],
      [2, 2],
    ]
    const middle = (points: Point[]) => drawPolygon(points, 6, 6).data[3 * 6 + 3]
    assert.equal(middle([...square, ...same]), 255)
    assert.equal(middle([...square, ...same.toReversed()]), 0)
  })

  it('lets two shapes that share an edge share no sample and leave none out', () => {
    const a = drawPolygon(
      [
        [0, 0],
        [5, 0],
        [0, 5],
      ],
      5,
      5,
    )
    const b = drawPolygon(
      [
        [5, 0],
        [5, 5],
        [0, 5],
      ],
      5,
      5,
    )
    for (let i = 0; i < 25; i++) assert.equal(a.data[i]! + b.data[i]!, 255)
  })

  it('refuses what is no polygon, and one that selects nothing, with its figures', () => {
    refuses(/three points or more/, () =>
      drawPolygon(
        [
          [0, 0],
          [1, 1],
        ],
        9,
        9,
      ),
    )
    refuses(/three points/, () =>
      drawPolygon(
        [
          [0, 0],
          [1, 1],
          [Number.NaN, 0],
        ],
        9,
        9,
      ),
    )
    refuses(/three points/, () =>
      drawPolygon(
        [
          [0, 0],
          [1, 1],
          [1e300, 0],
        ],
        9,
        9,
      ),
    )
    refuses(/three points/, () => drawPolygon('circle' as never, 9, 9))
    refuses(/9 × 8, got one from x 20 to 30, y 1 to 5/, () =>
      drawPolygon(
        [
          [20, 1],
          [30, 1],
          [30, 5],
        ],
        9,
        8,
      ),
    )
    refuses(/covers a sample/, () =>
      drawPolygon(
        [
          [1, 1],
          [5, 1],
          [3, 1],
        ],
        9,
        8,
      ),
    )
  })
})

describe('drawRect', () => {
  it('selects the samples whose middle lies inside, clipped to the image', () => {
    const side = fc.integer({ min: -60, max: 120 }).map((eighths) => eighths / 8)
    const length = fc.integer({ min: 1, max: 200 }).map((eighths) => eighths / 8)
    fc.assert(
      fc.property(side, side, length, length, (x, y, w, h) => {
        const expected = createMask(11, 9)
        for (let i = 0; i < expected.data.length; i++) {
          const u = (i % 11) + 0.5
          const v = Math.floor(i / 11) + 0.5
          if (u >= x && u < x + w && v >= y && v < y + h) expected.data[i] = 255
        }
        if (expected.data.some((level) => level > 0)) assert.equal(show(drawRect([x, y, w, h], 11, 9)), show(expected))
        else refuses(/covers a sample/, () => drawRect([x, y, w, h], 11, 9))
      }),
      { numRuns: 500 },
    )
  })

  it('refuses what is no rectangle', () => {
    for (const rect of [[0, 0, 0, 5], [0, 0, 5, -1], [0, 0, 5], [0, 0, 5, Number.NaN], 'x', null]) {
      refuses(/Expected a rectangle/, () => drawRect(rect as never, 9, 9))
    }
    refuses(/9 × 9, got one from x 9 to 12, y 0 to 4/, () => drawRect([9, 0, 3, 4], 9, 9))
  })
})
