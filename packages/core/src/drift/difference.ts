import { boxMean } from './box-mean.ts'
import { createPlane, type Plane } from './plane.ts'

/** How much photo and answer differ, in levels over all channels, at one scale. */
export interface Difference {
  readonly size: Plane
  /** Half the window of means that it was made of, in samples; 0 for single samples. */
  readonly reach: number
}

/** Slow changes are told from objects by this window, at a long side of 1024; differences beyond count as these. */
const slowReach = 50
const slowLevels = 12
/** Means of hardly any known sample are not to be trusted. */
const thinEvidence = 0.15

/**
 * In place: takes the slow part out of differences, as it is where `selected` selects; what an object adds does not
 * count. `unit` is the length of one sample at a long side of 1024.
 */
export function flattenDifferences(differences: readonly Plane[], selected: Uint8Array, unit: number): void {
  const { width, height } = differences[0]!
  const reach = Math.max(2, Math.round(slowReach * unit))
  const weights = blur(createPlane(width, height, Float32Array.from(selected)), reach)
  for (const { data } of differences) {
    const clipped = createPlane(width, height)
    for (let at = 0; at < data.length; at++) {
      if (selected[at]) clipped.data[at] = Math.min(slowLevels, Math.max(-slowLevels, data[at]!))
    }
    const slow = blur(clipped, reach)
    for (let at = 0; at < data.length; at++) data[at]! -= slow.data[at]! / (weights.data[at]! + thinEvidence)
  }
}

/**
 * What single samples differ by beyond what a shift of one sample explains: beyond the least and the largest of the
 * answer's 3 × 3 neighbours. So edges that are not quite in place do not count.
 */
export function differenceBeyondNeighbours(
  differences: readonly Plane[],
  answer: readonly Plane[],
  gains: readonly number[],
): Difference {
  const { width, height } = answer[0]!
  const size = createPlane(width, height)
  differences.forEach(({ data }, channel) => {
    const levels = answer[channel]!
    const gain = gains[channel]!
    const above = largestAround(levels)
    const below = leastAround(levels)
    for (let at = 0; at < data.length; at++) {
      const difference = data[at]!
      const level = levels.data[at]!
      const beyond =
        difference > 0 ? difference - gain * (above.data[at]! - level) : -difference - gain * (level - below.data[at]!)
      if (beyond > 0) size.data[at]! += beyond * beyond
    }
  })
  takeRoots(size)
  return { size, reach: 0 }
}

/** What means over windows differ by: fainter things, less exactly. */
export function differenceOfMeans(differences: readonly Plane[], reach: number): Difference {
  const { width, height } = differences[0]!
  const size = createPlane(width, height)
  for (const difference of differences) {
    const { data } = blur(difference, reach)
    for (let at = 0; at < data.length; at++) size.data[at]! += data[at]! * data[at]!
  }
  takeRoots(size)
  return { size, reach }
}

/** The steepest slope of any channel, in levels a sample, smoothed: where it is steep, differences prove little. */
export function slopesOf(planes: readonly Plane[]): Plane {
  const { width, height } = planes[0]!
  const slopes = createPlane(width, height)
  for (const { data } of planes) {
    for (let y = 1; y < height - 1; y++) {
      for (let x = 1, at = y * width + 1; x < width - 1; x++, at++) {
        const across = data[at + 1]! - data[at - 1]!
        const down = data[at + width]! - data[at - width]!
        const square = across * across + down * down
        if (square > slopes.data[at]!) slopes.data[at] = square
      }
    }
  }
  for (let at = 0; at < slopes.data.length; at++) slopes.data[at] = Math.sqrt(slopes.data[at]!) / 2
  return boxMean(slopes, 2)
}

/** The largest of the samples up to one row and one column away; `leastAround` the least. */
export function largestAround({ data, width, height }: Plane): Plane {
  const across = new Float32Array(data.length)
  const out = createPlane(width, height)
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const left = x > 0 ? data[at - 1]! : data[at]!
      const right = x < width - 1 ? data[at + 1]! : data[at]!
      across[at] = Math.max(data[at]!, left, right)
    }
  }
  for (let y = 0, at = 0; y < height; y++) {
    const above = y > 0 ? -width : 0
    const below = y < height - 1 ? width : 0
    for (let x = 0; x < width; x++, at++) {
      out.data[at] = Math.max(across[at]!, across[at + above]!, across[at + below]!)
    }
  }
  return out
}

function leastAround(plane: Plane): Plane {
  return negated(largestAround(negated(plane)))
}

function negated({ data, width, height }: Plane): Plane {
  return createPlane(
    width,
    height,
    data.map((level) => -level),
  )
}

function blur(plane: Plane, radius: number): Plane {
  return boxMean(boxMean(plane, radius), radius)
}

function takeRoots({ data }: Plane): void {
  for (let at = 0; at < data.length; at++) data[at] = Math.sqrt(data[at]!)
}
