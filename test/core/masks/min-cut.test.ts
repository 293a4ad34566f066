import assert from 'node:assert/strict'
import { type CutGrid, cutGrid, directions } from '../../../packages/core/src/masks/min-cut.ts'

const [width, height] = [4, 3]

/** A grid whose ties and links are small whole numbers, the same for the same seed. */
function gridOf(seed: number): CutGrid {
  let state = seed
  const random = (most: number) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return Math.floor((state / 0x80000000) * (most + 1))
  }
  const links = directions.map(() => new Float32Array(width * height))
  for (let direction = 0; direction < 4; direction++) {
    for (let node = 0; node < width * height; node++) {
      const other = neighbour(node, direction)
      if (other === undefined) continue
      const cost = random(6)
      links[direction]![node] = cost
      links[direction + 4]![other] = cost
    }
  }
  return { width, height, links, ties: Float32Array.from({ length: width * height }, () => random(24) - 12) }
}

function neighbour(node: number, direction: number): number | undefined {
  const [dx, dy] = directions[direction]!
  const x = (node % width) + dx
  const y = Math.floor(node / width) + dy
  return x < 0 || y < 0 || x >= width || y >= height ? undefined : y * width + x
}

/** What a way to part the grid costs: ties that are denied, links that are cut. */
function costOf({ ties, links }: CutGrid, isSelected: (node: number) => boolean): number {
  let cost = 0
  for (let node = 0; node < ties.length; node++) {
    if (isSelected(node) ? ties[node]! < 0 : ties[node]! > 0) cost += Math.abs(ties[node]!)
    for (let direction = 0; direction < 4; direction++) {
      const other = neighbour(node, direction)
      if (other !== undefined && isSelected(node) !== isSelected(other)) cost += links[direction]![node]!
    }
  }
  return cost
}

describe('cutGrid', () => {
  it('finds the cheapest of all ways, on 200 grids', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const grid = gridOf(seed)
      const copy = { ...grid, ties: grid.ties.slice(), links: grid.links.map((each) => each.slice()) }
      const selected = cutGrid(copy)
      let least = Number.POSITIVE_INFINITY
      for (let ways = 0; ways < 2 ** (width * height); ways++) {
        least = Math.min(
          least,
          costOf(grid, (node) => ((ways >> node) & 1) === 1),
        )
      }
      assert.equal(
        costOf(grid, (node) => selected[node] === 1),
        least,
        `seed ${seed}`,
      )
    }
  })

  it('leaves a grid whole that nothing pulls apart', () => {
    const links = directions.map(() => new Float32Array(width * height).fill(1))
    const pulled = cutGrid({ width, height, links, ties: new Float32Array(width * height).fill(2) })
    assert.ok(pulled.every((each) => each === 1))
  })
})
