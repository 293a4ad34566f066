/** One channel of numbers, row by row. Levels are those of 8 bits, 0 to 255, whatever the depth of the picture. */
export interface Plane {
  readonly data: Float32Array
  readonly width: number
  readonly height: number
}

/** A plane of zeros, or one over `data`, which is not copied. */
export function createPlane(width: number, height: number, data = new Float32Array(width * height)): Plane {
  return { data, width, height }
}

/** Means of 2 × 2 samples; an odd last row or column is left out. */
export function halvePlane({ data, width, height }: Plane): Plane {
  const half = createPlane(width >> 1, height >> 1)
  for (let y = 0, to = 0; y < half.height; y++) {
    for (let x = 0, at = 2 * y * width; x < half.width; x++, at += 2, to++) {
      half.data[to] = (data[at]! + data[at + 1]! + data[at + width]! + data[at + width + 1]!) / 4
    }
  }
  return half
}

/** Smoothed by the binomial kernel 1 2 1, across and down; the outermost samples are repeated. */
export function smoothPlane({ data, width, height }: Plane): Plane {
  const across = createPlane(width, height)
  const out = createPlane(width, height)
  for (let y = 0; y < height; y++) {
    const row = y * width
    const last = row + width - 1
    let before = data[row]!
    let here = before
    for (let at = row; at < last; at++) {
      const after = data[at + 1]!
      across.data[at] = (before + 2 * here + after) / 4
      before = here
      here = after
    }
    across.data[last] = (before + 3 * here) / 4
  }
  for (let y = 0; y < height; y++) {
    const row = y * width
    const above = y > 0 ? row - width : row
    const below = y < height - 1 ? row + width : row
    for (let x = 0; x < width; x++) {
      out.data[row + x] = (across.data[above + x]! + 2 * across.data[row + x]! + across.data[below + x]!) / 4
    }
  }
  return out
}
