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

/** The same map between the pixels of pictures of this size: `x' = xx x + xy y + x` and so on, pixel centres at halves. */
export function inPixels({ xx, xy, x, yx, yy, y }: Affine, width: number, height: number): Affine {
  const across = width / 2
  const down = height / 2
  const pixels = { xx, xy: (xy * across) / down, yx: (yx * down) / across, yy }
  return {
    ...pixels,
    x: (x + 1) * across - pixels.xx * across - pixels.xy * down,
    y: (y + 1) * down - pixels.yx * across - pixels.yy * down,
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

export function describeAffine(affine: Affine, width: number, height: number): Movement {
  const { xx, xy, yx, yy } = inPixels(affine, width, height)
  const determinant = xx * yy - xy * yx
  return {
    dx: (affine.x * width) / 2,
    dy: (affine.y * height) / 2,
    scale: Math.sqrt(Math.abs(determinant)),
    shear: (xx * xy + yx * yy) / determinant,
  }
}
