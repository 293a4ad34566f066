import { type Line, scaleLine } from './lines.ts'
import type { Level } from './pyramid.ts'

/** Lines are looked for where the region's longer side is at most this. */
const detectionSide = 640
/** A gradient of brightness, in levels a pixel, that is an edge. */
const edge = 8
const angles = 180
const mostLines = 8
/** Share of the steps before and behind the hole that must lie on the edge, and how many there must be at least. */
const support = 0.5
const leastSteps = 4
/** A view through the hole, such as a window, of up to so many pixels says nothing for itself. */
const shortView = 8

interface Edges {
  readonly width: number
  readonly height: number
  /** Index into `angles`, or -1 where there is no edge. */
  readonly angle: Int16Array
  readonly strength: Float32Array
  /** Where there is an edge. */
  readonly points: Int32Array
}

/**
 * Straight edges that run into the hole and go on behind it: a horizon, a wall's foot, a kerb. Found by a Hough
 * transform whose votes are bound to the gradient's own direction (O'Gorman and Clowes 1976), and kept if both ends
 * bear them out. In pixels of the finest level.
 */
export function findLines(levels: readonly Level[]): Line[] {
  const scale = detectionScale(levels)
  const level = levels[Math.log2(scale)]!
  const edges = findEdges(level)
  const found: Line[] = []
  for (const candidate of vote(edges)) {
    for (const line of crossings(straighten(candidate, edges), edges, level)) {
      if (found.length === mostLines) break
      if (!found.some((other) => alike(line, other))) found.push(line)
    }
  }
  return found.map((line) => scaleLine(line, scale))
}

/** How many times smaller than the finest level the one is on which lines are found. */
export function detectionScale(levels: readonly Level[]): number {
  const at = levels.findIndex(({ width, height }) => Math.max(width, height) <= detectionSide)
  return 2 ** (at < 0 ? levels.length - 1 : at)
}

function findEdges({ width, height, features, hole }: Level): Edges {
  const luma = (i: number) => 0.299 * features[i * 4]! + 0.587 * features[i * 4 + 1]! + 0.114 * features[i * 4 + 2]!
  const gradientX = new Float32Array(width * height)
  const gradientY = new Float32Array(width * height)
  const size = new Float32Array(width * height)
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x
      let known = true
      for (let dy = -width; known && dy <= width; dy += width)
        for (let dx = -1; dx <= 1; dx++) if (hole[i + dy + dx]) known = false
      if (!known) continue
      const nw = luma(i - width - 1)
      const ne = luma(i - width + 1)
      const sw = luma(i + width - 1)
      const se = luma(i + width + 1)
      gradientX[i] = (ne + se - nw - sw + 2 * (luma(i + 1) - luma(i - 1))) / 8
      gradientY[i] = (sw + se - nw - ne + 2 * (luma(i + width) - luma(i - width))) / 8
      size[i] = Math.hypot(gradientX[i]!, gradientY[i]!)
    }
  }
  const angle = new Int16Array(width * height).fill(-1)
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x
      const own = size[i]!
      if (own < edge) continue
      // Only the crest of the gradient: larger than both neighbours across the edge.
      const dx = Math.round(gradientX[i]! / own)
      const dy = Math.round(gradientY[i]! / own)
      if (own < size[i + dy * width + dx]! || own < size[i - dy * width - dx]!) continue
      const turn = Math.atan2(gradientY[i]!, gradientX[i]!) / (2 * Math.PI)
      angle[i] = Math.floor((turn + 1) * angles + 0.5) % angles
    }
  }
  const points = Int32Array.from(angle.keys()).filter((i) => angle[i]! >= 0)
  return { width, height, angle, strength: size, points }
}

const normalOf = (angle: number) => {
  const turn = (2 * Math.PI * angle) / angles
  return [Math.cos(turn), Math.sin(turn)] as const
}

/** The strongest lines of the region, strongest first. */
function vote({ width, height, angle, strength }: Edges): { angle: number; offset: number }[] {
  const reach = Math.ceil(Math.hypot(width, height))
  const bins = 2 * reach + 1
  const votes = new Float32Array(angles * bins)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const own = angle[y * width + x]!
      if (own < 0) continue
      for (let near = own - 2; near <= own + 2; near++) {
        const a = (near + angles) % angles
        const [nx, ny] = normalOf(a)
        const at = a * bins + Math.round(nx * x + ny * y) + reach
        votes[at] = votes[at]! + Math.min(40, strength[y * width + x]!)
      }
    }
  }
  const peaks: { angle: number; offset: number; votes: number }[] = []
  for (let a = 0; a < angles; a++) {
    for (let bin = 1; bin < bins - 1; bin++) {
      const count = votes[a * bins + bin]!
      if (count < 16 * edge) continue
      const before = ((a + angles - 1) % angles) * bins + bin
      const after = ((a + 1) % angles) * bins + bin
      if (count < votes[before]! || count < votes[after]!) continue
      if (count < votes[a * bins + bin - 1]! || count < votes[a * bins + bin + 1]!) continue
      peaks.push({ angle: a, offset: bin - reach, votes: count })
    }
  }
  return peaks.sort((a, b) => b.votes - a.votes).slice(0, 200)
}

/** A straight edge of the whole region, its normal from dark to bright. */
interface Straight {
  readonly angle: number
  readonly nx: number
  readonly ny: number
  readonly offset: number
}

/**
 * The line that fits the edges along a candidate best (least squares across it, closer at each turn): bins of two degrees
 * miss the far side of a wide hole by many pixels.
 */
function straighten({ angle, offset }: { angle: number; offset: number }, edges: Edges): Straight {
  let [nx, ny] = normalOf(angle)
  let at = offset
  for (const reach of [4, 2, 1.5]) {
    let weight = 0
    let x = 0
    let y = 0
    let xx = 0
    let xy = 0
    let yy = 0
    for (const i of edges.points) {
      const px = i % edges.width
      const py = (i / edges.width) | 0
      if (Math.abs(nx * px + ny * py - at) > reach) continue
      const turn = Math.abs(edges.angle[i]! - angle)
      if (Math.min(turn, angles - turn) > 6) continue
      const w = Math.min(40, edges.strength[i]!)
      weight += w
      x += w * px
      y += w * py
      xx += w * px * px
      xy += w * px * py
      yy += w * py * py
    }
    if (weight === 0) break
    const [mx, my] = [x / weight, y / weight]
    const [cxx, cxy, cyy] = [xx / weight - mx * mx, xy / weight - mx * my, yy / weight - my * my]
    const along = 0.5 * Math.atan2(2 * cxy, cxx - cyy)
    const [fx, fy] = [-Math.sin(along), Math.cos(along)]
    const sign = fx * nx + fy * ny < 0 ? -1 : 1
    nx = sign * fx
    ny = sign * fy
    at = nx * mx + ny * my
  }
  return { angle, nx, ny, offset: at }
}

/** Where a line crosses the hole with its edge on both sides of it. */
function crossings(line: Straight, edges: Edges, { hole }: Level): Line[] {
  const { width, height } = edges
  const { nx, ny } = line
  const reach = Math.ceil(Math.hypot(width, height))
  const found: Line[] = []
  const stretches: { from: number; to: number }[] = []
  for (let along = -reach; along <= reach; along++) {
    const x = Math.round(nx * line.offset - ny * along)
    const y = Math.round(ny * line.offset + nx * along)
    if (x < 0 || y < 0 || x >= width || y >= height || hole[y * width + x] !== 1) continue
    const last = stretches.at(-1)
    if (last && along - last.to <= shortView) last.to = along + 1
    else stretches.push({ from: along, to: along + 1 })
  }
  const bornOut = (start: number, step: number, length: number) => {
    let hits = 0
    let steps = 0
    // One pixel at the hole's edge has no gradient, nor has one at the picture's, where an object often leaves little.
    for (let i = 2; i < length + 2; i++) {
      const x = nx * line.offset - ny * (start + step * i)
      const y = ny * line.offset + nx * (start + step * i)
      if (x < 1 || y < 1 || x > width - 2 || y > height - 2) break
      steps++
      if (onEdge(edges, line.angle, x, y, nx, ny)) hits++
    }
    return steps >= leastSteps && hits >= support * steps
  }
  for (const { from, to } of stretches) {
    const length = Math.min(40, Math.max(10, Math.round((to - from) / 3)))
    if (!bornOut(from - 1, -1, length) || !bornOut(to, 1, length)) continue
    found.push({ normalX: nx, normalY: ny, offset: line.offset, from: from - 1, to })
  }
  return found
}

/** True if an edge of the line's direction lies within a pixel and a half across. */
function onEdge({ width, height, angle }: Edges, wanted: number, x: number, y: number, nx: number, ny: number) {
  for (let across = -1; across <= 1; across++) {
    const px = Math.round(x + nx * across)
    const py = Math.round(y + ny * across)
    if (px < 0 || py < 0 || px >= width || py >= height) continue
    const own = angle[py * width + px]!
    if (own < 0) continue
    const turn = Math.abs(own - wanted)
    if (Math.min(turn, angles - turn) <= 6) return true
  }
  return false
}

function alike(a: Line, b: Line): boolean {
  const middle = (a.from + a.to) / 2
  const x = a.normalX * a.offset - a.normalY * middle
  const y = a.normalY * a.offset + a.normalX * middle
  const across = Math.abs(b.normalX * x + b.normalY * y - b.offset)
  return across < 4 && a.normalX * b.normalX + a.normalY * b.normalY > 0.98
}
