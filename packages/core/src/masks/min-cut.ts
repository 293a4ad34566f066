/**
 * A grid of samples, each tied to what is selected, to what is not, and to its eight neighbours.
 * `ties` above 0 draw a sample to what is selected, under 0 to what is not.
 * `links[direction][sample]` is what it costs to part a sample from its neighbour in `directions[direction]`.
 */
export interface CutGrid {
  readonly width: number
  readonly height: number
  readonly ties: Float32Array
  readonly links: readonly Float32Array[]
}

/** Each opposite of another lies four places from it. */
export const directions = [
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
  [-1, 0],
  [-1, -1],
  [0, -1],
  [1, -1],
] as const

const free = 0
const source = 1
const sink = 2

/** What a node's parent is, beside one of the eight directions. */
const none = -1
const terminal = -2

/**
 * The cheapest way to part a grid into selected (1) and not (0): the minimum cut by two search trees that are mended, not
 * grown anew (Boykov and Kolmogorov, 2004). `links` and `ties` are used up. Linear in practice.
 */
export function cutGrid({ width, height, ties, links }: CutGrid): Uint8Array {
  const count = width * height
  const tree = new Uint8Array(count)
  const parent = new Int8Array(count).fill(none)
  // How far from its terminal a node was when it was last looked at, and when that was.
  const distance = new Int32Array(count)
  const seen = new Int32Array(count)
  const offsets = directions.map(([x, y]) => y * width + x)
  const active = createQueue(count)
  let orphans: number[] = []
  let time = 1

  for (let node = 0; node < count; node++) {
    if (ties[node] === 0) continue
    tree[node] = ties[node]! > 0 ? source : sink
    parent[node] = terminal
    distance[node] = 1
    active.push(node)
  }

  for (;;) {
    const node = active.first()
    if (node < 0) break
    const meeting = tree[node] === free ? undefined : grow(node)
    if (!meeting) {
      active.shift()
      continue
    }
    time++
    augment(meeting)
    // Those that come up meanwhile stand behind those that wait.
    for (let next = 0; next < orphans.length; next++) adopt(orphans[next]!)
    orphans = []
  }
  return tree.map((side) => Number(side === source))

  function neighbour(node: number, direction: number): number {
    const [dx, dy] = directions[direction]!
    const x = (node % width) + dx
    const y = Math.floor(node / width) + dy
    return x < 0 || y < 0 || x >= width || y >= height ? -1 : node + offsets[direction]!
  }

  /** What may still flow from a node to its neighbour in its tree's sense. */
  function open(node: number, other: number, direction: number, side: number): boolean {
    return side === source ? links[direction]![node]! > 0 : links[(direction + 4) & 7]![other]! > 0
  }

  /** Takes free neighbours into the tree, until it meets the other one: the node of the source, and the way from it. */
  function grow(node: number): { readonly from: number; readonly direction: number } | undefined {
    const side = tree[node]!
    for (let direction = 0; direction < 8; direction++) {
      const other = neighbour(node, direction)
      if (other < 0 || !open(node, other, direction, side)) continue
      if (tree[other] === free) {
        tree[other] = side
        parent[other] = (direction + 4) & 7
        distance[other] = distance[node]! + 1
        seen[other] = seen[node]!
        active.push(other)
      } else if (tree[other] !== side) {
        return side === source ? { from: node, direction } : { from: other, direction: (direction + 4) & 7 }
      } else if (seen[other]! <= seen[node]! && distance[other]! > distance[node]! + 1) {
        parent[other] = (direction + 4) & 7
        distance[other] = distance[node]! + 1
        seen[other] = seen[node]!
      }
    }
    return undefined
  }

  /** Sends what the narrowest place of the path lets through; what is used up cuts its branch off. */
  function augment({ from, direction }: { readonly from: number; readonly direction: number }): void {
    const to = from + offsets[direction]!
    let least = links[direction]![from]!
    for (let node = from; ; ) {
      const up = parent[node]!
      if (up === terminal) {
        least = Math.min(least, ties[node]!)
        break
      }
      const above = node + offsets[up]!
      least = Math.min(least, links[(up + 4) & 7]![above]!)
      node = above
    }
    for (let node = to; ; ) {
      const up = parent[node]!
      if (up === terminal) {
        least = Math.min(least, -ties[node]!)
        break
      }
      least = Math.min(least, links[up]![node]!)
      node += offsets[up]!
    }
    links[direction]![from]! -= least
    links[(direction + 4) & 7]![to]! += least
    for (let node = from; ; ) {
      const up = parent[node]!
      if (up === terminal) {
        ties[node]! -= least
        if (ties[node] === 0) orphan(node)
        break
      }
      const above = node + offsets[up]!
      const down = (up + 4) & 7
      links[down]![above]! -= least
      links[up]![node]! += least
      if (links[down]![above] === 0) orphan(node)
      node = above
    }
    for (let node = to; ; ) {
      const up = parent[node]!
      if (up === terminal) {
        ties[node]! += least
        if (ties[node] === 0) orphan(node)
        break
      }
      const above = node + offsets[up]!
      links[up]![node]! -= least
      links[(up + 4) & 7]![above]! += least
      if (links[up]![node] === 0) orphan(node)
      node = above
    }
  }

  function orphan(node: number): void {
    parent[node] = none
    orphans.push(node)
  }

  /** Finds another way to the terminal, the shortest among the neighbours; else the node is free, its children orphans. */
  function adopt(node: number): void {
    const side = tree[node]!
    let best = none
    let nearest = Number.POSITIVE_INFINITY
    for (let direction = 0; direction < 8; direction++) {
      const other = neighbour(node, direction)
      if (other < 0 || tree[other] !== side || !open(other, node, (direction + 4) & 7, side)) continue
      const far = distanceOf(other)
      if (far >= nearest) continue
      nearest = far
      best = direction
    }
    if (best !== none) {
      parent[node] = best
      distance[node] = nearest + 1
      seen[node] = time
      return
    }
    for (let direction = 0; direction < 8; direction++) {
      const other = neighbour(node, direction)
      if (other < 0 || tree[other] !== side) continue
      if (open(other, node, (direction + 4) & 7, side)) active.push(other)
      if (parent[other] === ((direction + 4) & 7)) orphan(other)
    }
    tree[node] = free
  }

  /** To the terminal, by parents; infinite where the way ends at an orphan. */
  function distanceOf(start: number): number {
    let length = 0
    let node = start
    for (;;) {
      if (seen[node] === time) {
        length += distance[node]!
        break
      }
      const up = parent[node]!
      length++
      if (up === terminal) {
        seen[node] = time
        distance[node] = 1
        break
      }
      if (up === none) return Number.POSITIVE_INFINITY
      node += offsets[up]!
    }
    for (let back = start, far = length; seen[back] !== time; far--) {
      seen[back] = time
      distance[back] = far
      back += offsets[parent[back]!]!
    }
    return length
  }
}

/** First in, first out; what waits already is not queued again. */
function createQueue(count: number) {
  const ring = new Int32Array(count + 1)
  const waits = new Uint8Array(count)
  let head = 0
  let tail = 0
  return {
    push(node: number): void {
      if (waits[node]) return
      waits[node] = 1
      ring[tail] = node
      tail = (tail + 1) % ring.length
    },
    first: (): number => (head === tail ? -1 : ring[head]!),
    shift(): void {
      waits[ring[head]!] = 0
      head = (head + 1) % ring.length
    },
  }
}
