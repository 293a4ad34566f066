import type { Plane } from './plane.ts'

/** Enough where the start is near: what is left then is under a tenth of a level. */
const sweeps = 80

/**
 * Solves the Laplace equation in place where `unknown` is 1: every such sample becomes the mean of its neighbours, those
 * around stay, and the border of the plane holds nothing. Starts from what the plane holds. Red and black in turn,
 * over-relaxed (Young, 1954).
 */
export function solveLaplace({ data, width, height }: Plane, unknown: Uint8Array): void {
  const colours: [number[], number[]] = [[], []]
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) if (unknown[at]) colours[((x + y) & 1) as 0 | 1].push(at)
  }
  const across = Math.sqrt(colours[0].length + colours[1].length)
  const relaxation = Math.min(1.95, 2 / (1 + Math.PI / Math.max(4, across)))
  const lists = colours.map((samples) => neighboursOf(samples, width, height))
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (const list of lists) {
      for (let i = 0; i < list.length; i += 5) {
        const at = list[i]!
        const sum = data[list[i + 1]!]! + data[list[i + 2]!]! + data[list[i + 3]!]! + data[list[i + 4]!]!
        data[at]! += relaxation * (sum / 4 - data[at]!)
      }
    }
  }
}

/** Each sample and its four neighbours; beyond the border the opposite neighbour stands in. */
function neighboursOf(samples: readonly number[], width: number, height: number): Int32Array {
  const list = new Int32Array(5 * samples.length)
  samples.forEach((at, index) => {
    const y = Math.floor(at / width)
    const x = at - y * width
    const left = x > 0 ? at - 1 : at + 1
    const right = x < width - 1 ? at + 1 : at - 1
    const above = y > 0 ? at - width : at + width
    const below = y < height - 1 ? at + width : at - width
    list.set([at, left, right, above, below], 5 * index)
  })
  return list
}
