import type { Field } from './field.ts'
import type { Kernels } from './kernels.ts'

const R = 3
const worst = 0x7fffffff
const { abs, fround, max, min } = Math

/**
 * The kernels in plain TypeScript, for where WebAssembly SIMD is missing: the twin of `kernels/fill.ts`, line for
 * line and bit for bit.
 */
export function plainKernels(): Kernels {
  let random = 1
  let field: Field
  let features: Uint8Array

  function draw(below: number): number {
    random ^= random << 13
    random ^= random >>> 17
    random ^= random << 5
    // Exact: the product stays below 2^53 and the divisor is a power of two.
    return Math.floor(((random >>> 0) * below) / 0x1_0000_0000)
  }

  function row(a: number, b: number): number {
    let total = 0
    for (let i = 0; i < 28; i++) {
      const difference = features[a + i]! - features[b + i]!
      total += difference * difference
    }
    return total
  }

  function compare(a: number, b: number, stride: number, limit: number): number {
    let total = row(a + stride, b + stride) + row(a + 5 * stride, b + 5 * stride)
    if (total >= limit) return worst
    total += row(a + 3 * stride, b + 3 * stride) + row(a, b)
    if (total >= limit) return worst
    total += row(a + 6 * stride, b + 6 * stride) + row(a + 2 * stride, b + 2 * stride)
    total += row(a + 4 * stride, b + 4 * stride)
    return total >= limit ? worst : total
  }

  function prior(x: number, y: number, cx: number, cy: number, gx: number, gy: number): number {
    const { width, tone, toneWeight, priorX, priorY } = field
    const dx = x - cx
    const dy = y - cy
    const place = ((abs(dx) * priorX + abs(dy) * priorY) >> 8) + (abs(gx * dx + gy * dy) >> 4)
    if (toneWeight === 0) return place
    const expected = (y * width + x) * 4
    const found = (cy * width + cx) * 4
    let squared = 0
    for (let c = 0; c < 3; c++) squared += (tone[expected + c]! - tone[found + c]!) ** 2
    return place + ((squared * tone[expected + 3]!) >> 8) * toneWeight
  }

  let bestX = 0
  let bestY = 0
  let best = 0

  function consider(
    patch: number,
    x: number,
    y: number,
    cx: number,
    cy: number,
    gx: number,
    gy: number,
    stride: number,
    corner: number,
  ): void {
    if (!field.valid[cy * field.width + cx]) return
    const place = prior(x, y, cx, cy, gx, gy)
    if (place >= best) return
    const cost = compare(patch, (cy * field.width + cx) * 4 - corner, stride, best - place)
    if (cost === worst) return
    best = cost + place
    bestX = cx
    bestY = cy
  }

  return {
    kind: 'plain',
    allocate: (bytes) => new ArrayBuffer(bytes),
    seed(value) {
      random = value >>> 0 || 1
    },
    bind(next) {
      field = next
      features = next.features
    },
    rate() {
      const { width, targetX, targetY, sourceX, sourceY, guideX, guideY, distance } = field
      const stride = width * 4
      const corner = (R * width + R) * 4
      for (let k = 0; k < field.targets; k++) {
        const x = targetX[k]!
        const y = targetY[k]!
        const cx = sourceX[k]!
        const cy = sourceY[k]!
        const place = prior(x, y, cx, cy, guideX[k]!, guideY[k]!)
        distance[k] = place + compare((y * width + x) * 4 - corner, (cy * width + cx) * 4 - corner, stride, worst)
      }
    },
    sweep(step, reach) {
      const { width, height, targets, targetX, targetY, sourceX, sourceY, guideX, guideY, distance, index } = field
      const stride = width * 4
      const corner = (R * width + R) * 4
      let k = step > 0 ? 0 : targets - 1
      for (let count = 0; count < targets; count++, k += step) {
        const x = targetX[k]!
        const y = targetY[k]!
        const here = y * width + x
        best = distance[k]!
        if (best === 0) continue
        bestX = sourceX[k]!
        bestY = sourceY[k]!
        const patch = here * 4 - corner
        const gx = guideX[k]!
        const gy = guideY[k]!

        let neighbour = index[here - step]!
        if (neighbour >= 0) {
          const cx = sourceX[neighbour]! + step
          const cy = sourceY[neighbour]!
          if (cx >= R && cx < width - R && (cx !== bestX || cy !== bestY))
            consider(patch, x, y, cx, cy, gx, gy, stride, corner)
        }
        neighbour = index[here - step * width]!
        if (neighbour >= 0) {
          const cx = sourceX[neighbour]!
          const cy = sourceY[neighbour]! + step
          if (cy >= R && cy < height - R && (cx !== bestX || cy !== bestY))
            consider(patch, x, y, cx, cy, gx, gy, stride, corner)
        }
        for (let around = reach; around >= 1; around >>= 1) {
          const left = max(bestX - around, R)
          const right = min(bestX + around, width - 1 - R)
          const top = max(bestY - around, R)
          const bottom = min(bestY + around, height - 1 - R)
          const cx = left + draw(right - left + 1)
          const cy = top + draw(bottom - top + 1)
          consider(patch, x, y, cx, cy, gx, gy, stride, corner)
        }
        sourceX[k] = bestX
        sourceY[k] = bestY
        distance[k] = best
      }
    },
    exhaust(sources) {
      const { width, targetX, targetY, sourceX, sourceY, guideX, guideY, distance } = field
      const stride = width * 4
      const corner = (R * width + R) * 4
      for (let k = 0; k < field.targets; k++) {
        const x = targetX[k]!
        const y = targetY[k]!
        const patch = (y * width + x) * 4 - corner
        const gx = guideX[k]!
        const gy = guideY[k]!
        best = worst
        const first = sources[0]!
        bestX = first % width
        bestY = (first / width) | 0
        for (let s = 0; s < sources.length; s++) {
          const source = sources[s]!
          consider(patch, x, y, source % width, (source / width) | 0, gx, gy, stride, corner)
        }
        sourceX[k] = bestX
        sourceY[k] = bestY
        distance[k] = best
      }
    },
    vote() {
      const { width, height, hole, index, sourceX, sourceY, weight } = field
      let changed = 0
      for (let q = 0; q < hole.length; q++) {
        const pixel = hole[q]!
        const x = pixel % width
        const y = (pixel / width) | 0
        const top = max(R, y - R)
        const bottom = min(height - 1 - R, y + R)
        const left = max(R, x - R)
        const right = min(width - 1 - R, x + R)
        let red = fround(0)
        let green = fround(0)
        let blue = fround(0)
        let fourth = fround(0)
        let total = fround(0)
        for (let ty = top; ty <= bottom; ty++) {
          let k = index[ty * width + left]!
          for (let tx = left; tx <= right; tx++, k++) {
            const says = ((sourceY[k]! + y - ty) * width + sourceX[k]! + x - tx) * 4
            const trust = weight[k]!
            red = fround(red + fround(features[says]! * trust))
            green = fround(green + fround(features[says + 1]! * trust))
            blue = fround(blue + fround(features[says + 2]! * trust))
            fourth = fround(fourth + fround(features[says + 3]! * trust))
            total = fround(total + trust)
          }
        }
        const share = fround(1 / total)
        const half = fround(0.5)
        const r = fround(fround(red * share) + half) | 0
        const g = fround(fround(green * share) + half) | 0
        const b = fround(fround(blue * share) + half) | 0
        const at = pixel * 4
        changed += abs(features[at]! - r) + abs(features[at + 1]! - g) + abs(features[at + 2]! - b)
        features[at] = r
        features[at + 1] = g
        features[at + 2] = b
        features[at + 3] = fround(fround(fourth * share) + half) | 0
      }
      return changed / (3 * max(hole.length, 1))
    },
  }
}
