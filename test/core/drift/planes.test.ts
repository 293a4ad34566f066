import assert from 'node:assert/strict'
import { boxMean } from '../../../packages/core/src/drift/box-mean.ts'
import { solveLaplace } from '../../../packages/core/src/drift/laplace.ts'
import { createPlane, type Plane } from '../../../packages/core/src/drift/plane.ts'
import { pullPush } from '../../../packages/core/src/drift/pull-push.ts'
import { Histogram } from '../../../packages/core/src/drift/quantile.ts'
import { readLuma, readPlanes } from '../../../packages/core/src/drift/read-planes.ts'
import { solve } from '../../../packages/core/src/drift/solve.ts'

/** Numbers that look random and are the same in every run. */
function noise(width: number, height: number): Plane {
  return createPlane(
    width,
    height,
    Float32Array.from({ length: width * height }, (_, at) => (at * 7919) % 251),
  )
}

function assertNear(actual: number, expected: number, by: number): void {
  assert.ok(Math.abs(actual - expected) <= by, `expected ${expected} give or take ${by}, got ${actual}`)
}

describe('boxMean', () => {
  it('is the mean of the window, cut at the border, for every radius and size', () => {
    for (const [width, height] of [
      [1, 1],
      [2, 9],
      [13, 5],
      [30, 31],
    ] as const) {
      const plane = noise(width, height)
      for (const radius of [1, 2, 6, 40]) {
        const means = boxMean(plane, radius)
        for (let at = 0; at < plane.data.length; at++) {
          let sum = 0
          let count = 0
          for (let other = 0; other < plane.data.length; other++) {
            const dx = Math.abs((other % width) - (at % width))
            const dy = Math.abs(Math.floor(other / width) - Math.floor(at / width))
            if (dx > radius || dy > radius) continue
            sum += plane.data[other]!
            count++
          }
          assertNear(means.data[at]!, sum / count, 1e-3)
        }
      }
    }
  })
})

describe('readPlanes', () => {
  it('keeps a picture of the size asked for as it is, at 8-bit levels', () => {
    const data = Uint16Array.from({ length: 6 * 5 * 4 }, (_, at) => (at * 7919) % 65536)
    const planes = readPlanes({ data, width: 6, height: 5, channels: 4 }, 6, 5)
    assert.equal(planes.length, 3)
    planes.forEach((plane, channel) => {
      for (const [at, level] of plane.data.entries()) assertNear(level, data[4 * at + channel]! / 257, 1e-3)
    })
  })

  it('takes the mean of the area that a sample covers, whole or in parts', () => {
    const data = Uint8Array.from([0, 60, 120, 180, 240, 30])
    const [whole] = readPlanes({ data, width: 6, height: 1, channels: 1 }, 3, 1)
    assert.deepEqual([...whole!.data], [30, 150, 135])
    const [parts] = readPlanes({ data, width: 6, height: 1, channels: 1 }, 4, 1)
    for (const [at, expected] of [20, 100, 200, 100].entries()) assertNear(parts!.data[at]!, expected, 1e-3)
  })

  it('keeps the mean of a picture, however much smaller', () => {
    const width = 97
    const height = 61
    const data = Uint8Array.from({ length: width * height * 3 }, (_, at) => (at * 7919) % 251)
    const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, one) => sum + one, 0) / values.length
    const all = readPlanes({ data, width, height, channels: 3 }, 7, 5)
    assertNear(mean(all.flatMap((plane) => [...plane.data])), mean(data), 0.05)
    const luma = readLuma({ data, width, height, channels: 3 }, 7, 5)
    luma.data.forEach((level, at) => {
      assertNear(level, 0.299 * all[0]!.data[at]! + 0.587 * all[1]!.data[at]! + 0.114 * all[2]!.data[at]!, 1e-2)
    })
  })

  it('goes by straight lines between samples where it is larger', () => {
    const [plane] = readPlanes({ data: Uint8Array.of(0, 80), width: 2, height: 1, channels: 1 }, 4, 1)
    assert.deepEqual([...plane!.data], [0, 20, 60, 80])
  })
})

describe('Histogram', () => {
  it('tells quantiles to a bin, and counts what is too large as the largest', () => {
    const histogram = new Histogram(64)
    for (let value = 0; value < 60; value++) histogram.add(value % 2 === 0 ? value : -value)
    assertNear(histogram.quantile(0.5), 29.5, 1)
    histogram.clear()
    assert.equal(histogram.quantile(0.5), 0)
    histogram.add(1000)
    assertNear(histogram.quantile(0.5), 64, 0.1)
  })
})

describe('solve', () => {
  it('finds what solves the equations, by a pivot where the first is 0, and nothing where nothing does', () => {
    const found = solve(Float64Array.of(0, 2, 1, 1, 0, 3, 2, 1, 1), Float64Array.of(7, 10, 7))
    ;[1, 2, 3].forEach((expected, at) => {
      assertNear(found![at]!, expected, 1e-9)
    })
    assert.equal(solve(Float64Array.of(1, 2, 2, 4), Float64Array.of(1, 2)), undefined)
  })
})

describe('pullPush and solveLaplace', () => {
  const width = 24
  const slope = createPlane(
    width,
    width,
    Float32Array.from({ length: width * width }, (_, at) => 3 * (at % width) + 2 * Math.floor(at / width)),
  )
  const unknown = new Uint8Array(width * width)
  for (let y = 6; y < 18; y++) unknown.fill(1, y * width + 5, y * width + 16)
  const known = Float32Array.from(unknown, (one) => 1 - one)

  it('keep what is known', () => {
    const filled = pullPush(slope, known)
    solveLaplace(filled, unknown)
    filled.data.forEach((level, at) => {
      if (!unknown[at]) assert.equal(level, slope.data[at])
    })
  })

  it('carry a slope over a hole: a plane is harmonic', () => {
    const holed = createPlane(
      width,
      width,
      slope.data.map((level, at) => (unknown[at] ? 1e6 : level)),
    )
    const filled = pullPush(holed, known)
    solveLaplace(filled, unknown)
    filled.data.forEach((level, at) => {
      assertNear(level, slope.data[at]!, 0.05)
    })
  })
})
