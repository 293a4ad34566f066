import type { Field } from './field.ts'
import type { Barrier } from './membrane.ts'
import { type Parameters, patchRadius } from './parameters.ts'
import type { Level } from './pyramid.ts'

/** A straight edge that enters a hole and leaves it, in pixels of a level. */
export interface Line {
  /** Unit normal, from dark to bright; points on the line have `normalX * x + normalY * y === offset`. */
  readonly normalX: number
  readonly normalY: number
  readonly offset: number
  /** Where along the line, at `-normalY * x + normalX * y`, it is in the hole. */
  readonly from: number
  readonly to: number
}

/** Lines are looked for where the region's longer side is at most this. */
const detectionSide = 320
/** A gradient of brightness, in levels a pixel, that is an edge. */
const edge = 8
const angles = 180
const mostLines = 8
/** Share of the steps before and behind the hole that must lie on the edge. */
const support = 0.5

interface Edges {
  readonly width: number
  readonly height: number
  /** Index into `angles`, or -1 where there is no edge. */
  readonly angle: Int16Array
  readonly strength: Float32Array
}

/**
 * Straight edges that run into the hole and go on behind it: a horizon, a wall's foot, a kerb. Found by a Hough
 * transform whose votes are bound to the gradient's own direction (O'Gorman and Clowes 1976), and kept if both ends
 * bear them out. In pixels of the finest level.
 */
export function findLines(levels: readonly Level[]): Line[] {
  const at = Math.max(
    0,
    levels.findIndex(({ width, height }) => Math.max(width, height) <= detectionSide),
  )
  const level = levels[at]!
  const scale = 2 ** at
  const edges = findEdges(level)
  const found: Line[] = []
  for (const candidate of vote(edges)) {
    for (const line of crossings(candidate, edges, level)) {
      if (found.length === mostLines) break
      if (!found.some((other) => alike(line, other))) found.push(line)
    }
  }
  return found.map((line) => scaleLine(line, scale))
}

/** A line in pixels `scale` times as small. Pixel middles lie at halves. */
export function scaleLine(line: Line, scale: number): Line {
  const shift = (scale - 1) / 2
  return {
    ...line,
    offset: line.offset * scale + shift * (line.normalX + line.normalY),
    from: line.from * scale + shift * (line.normalX - line.normalY),
    to: line.to * scale + shift * (line.normalX - line.normalY),
  }
}

/** A line in a picture whose origin was moved by `-dx`, `-dy`. */
export function moveLine(line: Line, dx: number, dy: number): Line {
  const along = line.normalX * dy - line.normalY * dx
  return {
    ...line,
    offset: line.offset + line.normalX * dx + line.normalY * dy,
    from: line.from + along,
    to: line.to + along,
  }
}

/** Lines as what tones do not spread across; undefined if there are none. */
export function barrierOf(lines: readonly Line[]): Barrier | undefined {
  if (lines.length === 0) return undefined
  return {
    sides(width, height) {
      const side = new Uint8Array(width * height)
      const beside = new Uint8Array(width * height)
      for (const [bit, { normalX, normalY, offset, from, to }] of lines.entries()) {
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            const along = normalX * y - normalY * x
            if (along < from - 1 || along > to + 1) continue
            const i = y * width + x
            beside[i] = beside[i]! | (1 << bit)
            if (normalX * x + normalY * y > offset) side[i] = side[i]! | (1 << bit)
          }
        }
      }
      return { side, beside }
    },
    halved: () => barrierOf(lines.map((line) => scaleLine(line, 0.5)))!,
  }
}

/** Has the targets on a line look for sources along it (as Huang et al. 2014 guide by the lines of a plane). */
export function guide(field: Field, lines: readonly Line[], scale: number, { line: weight }: Parameters): void {
  // Told per pixel of the region, so that the same error costs the same on every level.
  const cost = Math.min(2000, Math.round(16 * weight * scale))
  for (let k = 0; k < field.targets; k++) {
    const x = field.targetX[k]!
    const y = field.targetY[k]!
    let nearest = patchRadius + 1
    for (const { normalX, normalY, offset, from, to } of lines) {
      const along = normalX * y - normalY * x
      const across = Math.abs(normalX * x + normalY * y - offset)
      if (across >= nearest || along < from - patchRadius || along > to + patchRadius) continue
      nearest = across
      field.guideX[k] = Math.round(cost * normalX)
      field.guideY[k] = Math.round(cost * normalY)
    }
  }
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
  return { width, height, angle, strength: size }
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

/** Where a line crosses the hole with its edge on both sides of it. */
function crossings(line: { angle: number; offset: number }, edges: Edges, { hole }: Level): Line[] {
  const { width, height } = edges
  const [nx, ny] = normalOf(line.angle)
  const reach = Math.ceil(Math.hypot(width, height))
  const found: Line[] = []
  const pixelAt = (along: number) => {
    const x = Math.round(nx * line.offset - ny * along)
    const y = Math.round(ny * line.offset + nx * along)
    return x < 0 || y < 0 || x >= width || y >= height ? -1 : y * width + x
  }
  const bornOut = (start: number, step: number, length: number) => {
    let hits = 0
    // One pixel at the hole's edge has no gradient.
    for (let i = 2; i < length + 2; i++) {
      const x = nx * line.offset - ny * (start + step * i)
      const y = ny * line.offset + nx * (start + step * i)
      if (onEdge(edges, line.angle, x, y, nx, ny)) hits++
    }
    return hits >= support * length
  }
  let entered = Number.NaN
  for (let along = -reach; along <= reach; along++) {
    const pixel = pixelAt(along)
    const inHole = pixel >= 0 && hole[pixel] === 1
    if (inHole && Number.isNaN(entered)) entered = along
    if (inHole || Number.isNaN(entered)) continue
    const length = Math.min(40, Math.max(10, Math.round((along - entered) / 3)))
    if (pixel >= 0 && bornOut(entered - 1, -1, length) && bornOut(along, 1, length))
      found.push({ normalX: nx, normalY: ny, offset: line.offset, from: entered - 1, to: along })
    entered = Number.NaN
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
