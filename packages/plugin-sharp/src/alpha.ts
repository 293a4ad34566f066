import { type Channels, maxOf, type Pixels } from '@paintout/core'
import { withDepth } from './pixels.ts'

/**
 * Colour multiplied by alpha, and alpha, as two pictures of 16 bits: what is transparent weighs nothing.
 * Both are copies.
 */
export function splitAlpha(pixels: Pixels): readonly [colour: Pixels<Uint16Array>, alpha: Pixels<Uint16Array>] {
  const { data, width, height } = withDepth(pixels, 16)
  const colours = pixels.channels - 1
  const colour = new Uint16Array(width * height * colours)
  const alpha = new Uint16Array(width * height)
  for (let pixel = 0, from = 0, to = 0; pixel < alpha.length; pixel++) {
    const weight = data[from + colours]!
    alpha[pixel] = weight
    for (let k = 0; k < colours; k++) colour[to++] = (data[from++]! * weight) / 65535 + 0.5
    from++
  }
  return [
    { data: colour, width, height, channels: colours as Channels },
    { data: alpha, width, height, channels: 1 },
  ]
}

/** The other way round. Copies. */
export function joinAlpha(colour: Pixels, alpha: Pixels): Pixels<Uint16Array> {
  const { width, height, channels: colours } = colour
  const max = maxOf(colour)
  const data = new Uint16Array(width * height * (colours + 1))
  for (let pixel = 0, from = 0, to = 0; pixel < alpha.data.length; pixel++) {
    const weight = alpha.data[pixel]!
    for (let k = 0; k < colours; k++, from++) {
      data[to++] = weight === 0 ? 0 : Math.min(max, (colour.data[from]! * max) / weight + 0.5)
    }
    data[to++] = weight
  }
  return { data, width, height, channels: (colours + 1) as Channels }
}
