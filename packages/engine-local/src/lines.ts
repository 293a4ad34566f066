import type { Field } from './field.ts'
import type { Barrier } from './membrane.ts'
import { type Parameters, patchRadius } from './parameters.ts'

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
