import type { Mask } from '@paintout/core'

type Point = readonly [x: number, y: number]

/** Right, down, left, up: the ways along the edges of samples. */
const ways = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const

/** The outer outline of the first component of a mask, along the edges of its samples: its corners, clockwise. */
export function outlineOf({ data, width, height }: Mask): readonly Point[] {
  const isSelected = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && data[y * width + x]! > 0
  const first = data.findIndex((level) => level > 0)
  if (first < 0) return []
  const start: Point = [first % width, Math.floor(first / width)]
  const corners: Point[] = []
  let [x, y] = start
  let way = 0
  do {
    corners.push([x, y])
    do {
      x += ways[way]![0]
      y += ways[way]![1]
    } while (goesOn(x, y, way))
    way = turn(x, y, way)
  } while (x !== start[0] || y !== start[1])
  return corners

  /** What lies ahead of a corner, on the left and on the right of the way. The object is on the right. */
  function ahead(x: number, y: number, way: number): { left: boolean; right: boolean } {
    const samples = [
      { left: isSelected(x, y - 1), right: isSelected(x, y) },
      { left: isSelected(x, y), right: isSelected(x - 1, y) },
      { left: isSelected(x - 1, y), right: isSelected(x - 1, y - 1) },
      { left: isSelected(x - 1, y - 1), right: isSelected(x, y - 1) },
    ] as const
    return samples[way]!
  }

  function goesOn(x: number, y: number, way: number): boolean {
    const { left, right } = ahead(x, y, way)
    return !left && right
  }

  /** Samples that touch at a corner belong together: left comes first. */
  function turn(x: number, y: number, way: number): number {
    return ahead(x, y, way).left ? (way + 3) % 4 : (way + 1) % 4
  }
}
