import { createPlane, type Plane } from './plane.ts'

/**
 * `plane` with the samples that `known` weighs as nothing filled smoothly from those that it weighs; 1 keeps a sample,
 * between blends. Means of what is known, ever coarser, then back (Gortler et al., "The Lumigraph", 1996).
 */
export function pullPush(plane: Plane, known: Float32Array): Plane {
  const { width, height } = plane
  if (width <= 2 || height <= 2) return fillByMean(plane, known)
  const half = createPlane((width + 1) >> 1, (height + 1) >> 1)
  const weights = new Float32Array(half.data.length)
  for (let y = 0, at = 0; y < height; y++) {
    const row = (y >> 1) * half.width
    for (let x = 0; x < width; x++, at++) {
      const to = row + (x >> 1)
      half.data[to]! += plane.data[at]! * known[at]!
      weights[to]! += known[at]!
    }
  }
  for (let at = 0; at < weights.length; at++) {
    if (weights[at]! > 0) half.data[at]! /= weights[at]!
    weights[at] = Math.min(1, weights[at]!)
  }
  return blendIn(plane, known, pullPush(half, weights))
}

function fillByMean(plane: Plane, known: Float32Array): Plane {
  let sum = 0
  let weight = 0
  plane.data.forEach((level, at) => {
    sum += level * known[at]!
    weight += known[at]!
  })
  const mean = weight > 0 ? sum / weight : 0
  const filled = plane.data.map((level, at) => level * known[at]! + mean * (1 - known[at]!))
  return createPlane(plane.width, plane.height, filled)
}

/** Coarse samples are read by straight lines between their centres. */
function blendIn(plane: Plane, known: Float32Array, coarse: Plane): Plane {
  const { width, height } = plane
  const out = createPlane(width, height)
  for (let y = 0, at = 0; y < height; y++) {
    const near = (y >> 1) * coarse.width
    const next = neighbour(y, coarse.height) * coarse.width
    for (let x = 0; x < width; x++, at++) {
      const weight = Math.min(1, known[at]!)
      if (weight === 1) {
        out.data[at] = plane.data[at]!
        continue
      }
      const beside = neighbour(x, coarse.width)
      const upper = 3 * coarse.data[near + (x >> 1)]! + coarse.data[near + beside]!
      const lower = 3 * coarse.data[next + (x >> 1)]! + coarse.data[next + beside]!
      out.data[at] = weight * plane.data[at]! + ((1 - weight) * (3 * upper + lower)) / 16
    }
  }
  return out
}

/** The coarse sample on the side where `index` lies in its own. */
function neighbour(index: number, length: number): number {
  const side = index % 2 === 0 ? (index >> 1) - 1 : (index >> 1) + 1
  return Math.min(Math.max(side, 0), length - 1)
}
