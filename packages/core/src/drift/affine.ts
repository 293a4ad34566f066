/**
 * A linear map of the plane with a shift, `u' = xx u + xy v + x` and `v' = yx u + yy v + y`, in coordinates that go from
 * -1 to 1 across a picture and from -1 to 1 down. So one map holds for a picture at every size.
 */
export interface Affine {
  readonly xx: number
  readonly xy: number
  readonly x: number
  readonly yx: number
  readonly yy: number
  readonly y: number
}

export const identity: Affine = { xx: 1, xy: 0, x: 0, yx: 0, yy: 1, y: 0 }

/** First `inner`, then `outer`. */
export function composeAffine(outer: Affine, inner: Affine): Affine {
  return {
    xx: outer.xx * inner.xx + outer.xy * inner.yx,
    xy: outer.xx * inner.xy + outer.xy * inner.yy,
    x: outer.xx * inner.x + outer.xy * inner.y + outer.x,
    yx: outer.yx * inner.xx + outer.yy * inner.yx,
    yy: outer.yx * inner.xy + outer.yy * inner.yy,
    y: outer.yx * inner.x + outer.yy * inner.y + outer.y,
  }
}

export function invertAffine({ xx, xy, x, yx, yy, y }: Affine): Affine {
  const determinant = xx * yy - xy * yx
  const inverse = { xx: yy / determinant, xy: -xy / determinant, yx: -yx / determinant, yy: xx / determinant }
  return { ...inverse, x: -(inverse.xx * x + inverse.xy * y), y: -(inverse.yx * x + inverse.yy * y) }
}

/** The length of a picture's sides. */
export interface Sides {
  readonly width: number
  readonly height: number
}

/**
 * The same map between the pixels of two pictures, `x' = xx x + xy y + x` and so on: `from` and `to` may differ in size.
 * Pixel centres lie at halves.
 */
export function inPixels({ xx, xy, x, yx, yy, y }: Affine, from: Sides, to: Sides = from): Affine {
  const pixels = {
    xx: (xx * to.width) / from.width,
    xy: (xy * to.width) / from.height,
    yx: (yx * to.height) / from.width,
    yy: (yy * to.height) / from.height,
  }
  return {
    ...pixels,
    x: ((x + 1) * to.width - pixels.xx * from.width - pixels.xy * from.height) / 2,
    y: ((y + 1) * to.height - pixels.yx * from.width - pixels.yy * from.height) / 2,
  }
}

/** What a map does, in words that a person knows. */
export interface Movement {
  /** How far the middle moves, in pixels. */
  readonly dx: number
  readonly dy: number
  /** By how much everything grows: 1 is not at all. */
  readonly scale: number
  /** By how much a right angle is off, as its tangent; the rotation has no part in it. */
  readonly shear: number
}

export function describeAffine(affine: Affine, photo: Sides): Movement {
  const { xx, xy, yx, yy } = inPixels(affine, photo)
  const determinant = xx * yy - xy * yx
  return {
    dx: (affine.x * photo.width) / 2,
    dy: (affine.y * photo.height) / 2,
    scale: Math.sqrt(Math.abs(determinant)),
    shear: (xx * xy + yx * yy) / determinant,
  }
}
