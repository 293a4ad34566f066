import { type Parameters, patchRadius as R } from './parameters.ts'
import type { Level } from './pyramid.ts'

/**
 * A nearest-neighbour field: for each target patch (one that touches the hole) the source patch (one that does not)
 * that it is to look like. All arrays live in memory of the kernels.
 */
export interface Field {
  readonly width: number
  readonly height: number
  /** Four bytes a pixel, the hole painted by the votes. */
  readonly features: Uint8Array
  readonly targets: number
  readonly targetX: Int32Array
  readonly targetY: Int32Array
  readonly sourceX: Int32Array
  readonly sourceY: Int32Array
  /** What the present source costs: squared differences and the priors. */
  readonly distance: Int32Array
  /** How much a target counts in a vote. */
  readonly weight: Float32Array
  /** The normal of the straight line through a target, times what a pixel across it costs, times 16; 0 for none. */
  readonly guideX: Int16Array
  readonly guideY: Int16Array
  /** The number of the target at a pixel, else -1. Targets of one row within a hole are numbered through. */
  readonly index: Int32Array
  /** 1 where a pixel is the middle of a source patch. */
  readonly valid: Uint8Array
  /** The middles of all source patches, and the pixels to be painted. */
  readonly sources: Int32Array
  readonly hole: Int32Array
  /** Four bytes a pixel: the mean colour of the patch there, or the one expected in the hole, and how surely. */
  readonly tone: Uint8Array
  /** What a squared difference in a tone that is sure costs. */
  readonly toneWeight: number
  /** What a pixel of distance costs, times 256. */
  readonly priorX: number
  readonly priorY: number
}

const align = (bytes: number) => (bytes + 15) & ~15

/** Bytes that the fields of all levels take together. */
export function bytesOf(levels: readonly Level[]): number {
  let bytes = 16
  for (const level of levels) {
    const pixels = level.width * level.height
    bytes += align((pixels + 1) * 4) + align(pixels) + 2 * align(pixels * 4)
    bytes += 6 * align(level.targets * 4) + 2 * align(level.targets * 2)
    bytes += align(level.sources * 4) + align(level.holes * 4)
  }
  return bytes
}

/**
 * Lays out the fields of all levels in memory of `bytesOf(levels)` bytes. Sources are not chosen yet. The first level
 * is `2 ** finest` times smaller than the region.
 */
export function createFields(
  levels: readonly Level[],
  memory: ArrayBuffer,
  finest: number,
  parameters: Parameters,
): Field[] {
  let used = 16
  const place = (bytes: number) => {
    const offset = used
    used += align(bytes)
    return offset
  }
  const integers = (length: number) => new Int32Array(memory, place(length * 4), length)
  const shorts = (length: number) => new Int16Array(memory, place(length * 2), length)

  return levels.map((level, at) => {
    const { width, height, targets } = level
    const pixels = width * height
    const field: Field = {
      width,
      height,
      features: new Uint8Array(memory, place((pixels + 1) * 4), (pixels + 1) * 4),
      targets,
      targetX: integers(targets),
      targetY: integers(targets),
      sourceX: integers(targets),
      sourceY: integers(targets),
      distance: integers(targets),
      weight: new Float32Array(memory, place(targets * 4), targets),
      guideX: shorts(targets),
      guideY: shorts(targets),
      index: integers(pixels),
      valid: new Uint8Array(memory, place(pixels), pixels),
      sources: integers(level.sources),
      hole: integers(level.holes),
      tone: new Uint8Array(memory, place(pixels * 4), pixels * 4),
      toneWeight: 2 ** (finest + at) < parameters.toneFrom ? 0 : Math.round(parameters.tone * 49),
      priorX: Math.round((256 * parameters.priorX * 196) / width),
      priorY: Math.round((256 * parameters.priorY * 196) / height),
    }
    field.features.set(level.features)
    number(field, level)
    return field
  })
}

function number(field: Field, level: Level): void {
  const { width, height, index, targetX, targetY, valid, sources, hole } = field
  let target = 0
  let source = 0
  let pixel = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x
      index[i] = -1
      if (level.hole[i]) hole[pixel++] = i
      if (level.target[i]) {
        targetX[target] = x
        targetY[target] = y
        index[i] = target++
      } else if (x >= R && y >= R && x < width - R && y < height - R) {
        valid[i] = 1
        sources[source++] = i
      }
    }
  }
}

/** Trust in each target by how near it is to the known pixels, in steps of a third of a pixel. */
export function trustByDepth(field: Field, level: Level, { decay, decayReach }: Parameters): Float32Array {
  const table = Float32Array.from({ length: 3 * decayReach + 1 }, (_, third) => decay ** (-third / 3))
  const trust = new Float32Array(field.targets)
  for (let k = 0; k < field.targets; k++) {
    const depth = level.depth[field.targetY[k]! * field.width + field.targetX[k]!]!
    trust[k] = table[Math.min(depth, 3 * decayReach)]!
  }
  return trust
}

/** Takes over the sources of a level half as large: twice the place, and the target's own parity. */
export function inherit(field: Field, parent: Field, random: (below: number) => number): void {
  const { width, height, targetX, targetY, sourceX, sourceY, valid, sources } = field
  const clamp = (value: number, size: number) => Math.min(Math.max(value, R), size - 1 - R)
  for (let k = 0; k < field.targets; k++) {
    const x = targetX[k]!
    const y = targetY[k]!
    const nearest = nearestTarget(parent, clamp(x >> 1, parent.width), clamp(y >> 1, parent.height))
    let sx = 0
    let sy = 0
    if (nearest >= 0) {
      sx = clamp(x + 2 * (parent.sourceX[nearest]! - parent.targetX[nearest]!), width)
      sy = clamp(y + 2 * (parent.sourceY[nearest]! - parent.targetY[nearest]!), height)
    }
    for (let tries = 0; nearest >= 0 && !valid[sy * width + sx] && tries < 12; tries++) {
      sx = clamp(sx + random(9) - 4, width)
      sy = clamp(sy + random(9) - 4, height)
    }
    if (nearest < 0 || !valid[sy * width + sx]) {
      const any = sources[random(sources.length)]!
      sx = any % width
      sy = (any / width) | 0
    }
    sourceX[k] = sx
    sourceY[k] = sy
  }
}

function nearestTarget({ width, height, index }: Field, x: number, y: number): number {
  for (let ring = 0; ring < 4; ring++) {
    for (let dy = -ring; dy <= ring; dy++) {
      for (let dx = -ring; dx <= ring; dx++) {
        if (Math.max(Math.abs(dx), Math.abs(dy)) !== ring) continue
        const px = x + dx
        const py = y + dy
        if (px < 0 || py < 0 || px >= width || py >= height) continue
        const target = index[py * width + px]!
        if (target >= 0) return target
      }
    }
  }
  return -1
}
