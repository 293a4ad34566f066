import assert from 'node:assert/strict'
import { type Component, createMask, findComponents, type Mask } from '@paintout/core'
import fc from 'fast-check'
import { anyMask, hardMask } from '../masks/masks.ts'

/** Floods from each sample that no flood has reached yet, over all eight neighbours. */
function findSlowly({ data, width, height }: Mask): Component[] {
  const reached = new Set<number>()
  const found: Component[] = []
  for (let start = 0; start < data.length; start++) {
    if (data[start] === 0 || reached.has(start)) continue
    const xs: number[] = []
    const ys: number[] = []
    const open = [start]
    reached.add(start)
    for (let i = open.pop(); i !== undefined; i = open.pop()) {
      const x = i % width
      const y = Math.floor(i / width)
      xs.push(x)
      ys.push(y)
      for (let v = Math.max(y - 1, 0); v <= Math.min(y + 1, height - 1); v++) {
        for (let u = Math.max(x - 1, 0); u <= Math.min(x + 1, width - 1); u++) {
          const next = v * width + u
          if (data[next] === 0 || reached.has(next)) continue
          reached.add(next)
          open.push(next)
        }
      }
    }
    const left = Math.min(...xs)
    const top = Math.min(...ys)
    const bounds = { left, top, width: Math.max(...xs) - left + 1, height: Math.max(...ys) - top + 1 }
    found.push({ bounds, area: xs.length })
  }
  return found
}

describe('findComponents', () => {
  it('finds what a flood finds, in the same order', () => {
    fc.assert(
      fc.property(fc.oneof(hardMask, anyMask), (mask) => assert.deepEqual(findComponents(mask), findSlowly(mask))),
      { numRuns: 1000 },
    )
  })

  it('joins two arms that meet only at their end, and what touches at a corner', () => {
    const mask = createMask(5, 3, Uint8Array.of(255, 0, 255, 0, 0, 255, 0, 255, 0, 0, 0, 255, 0, 0, 255))
    assert.deepEqual(findComponents(mask), [
      { bounds: { left: 0, top: 0, width: 3, height: 3 }, area: 5 },
      { bounds: { left: 4, top: 2, width: 1, height: 1 }, area: 1 },
    ])
  })

  it('keeps count of more runs than it made room for', () => {
    const size = 200
    const mask = createMask(size, size)
    for (let i = 0; i < mask.data.length; i++) {
      if (i % 2 === 0 && Math.floor(i / size) % 2 === 0) mask.data[i] = 1
    }
    const components = findComponents(mask)
    assert.equal(components.length, 10_000)
    assert.ok(components.every(({ area }) => area === 1))
  })

  it('finds nothing in an empty mask', () => {
    assert.deepEqual(findComponents(createMask(4, 4)), [])
    assert.deepEqual(findComponents(createMask(0, 0)), [])
  })
})
