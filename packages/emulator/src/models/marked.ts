import { createMask, type Mask, type Pixels } from '@paintout/core'

/** How far a sample may be from pure magenta, for pictures that went through JPEG. */
const tolerance = 60

/**
 * What a marked picture shows to be removed: magenta, and all that it encloses. Nothing where there is no magenta.
 */
export function findMarked({ data, width, height, channels }: Pixels): Mask | undefined {
  const isWall = (i: number): boolean =>
    data[i * channels]! > 255 - tolerance &&
    data[i * channels + 1]! < tolerance &&
    data[i * channels + 2]! > 255 - tolerance
  const outside = new Uint8Array(width * height)
  const waiting: number[] = []
  const visit = (x: number, y: number): void => {
    const i = y * width + x
    if (x < 0 || y < 0 || x >= width || y >= height || outside[i] || isWall(i)) return
    outside[i] = 1
    waiting.push(i)
  }
  for (let x = 0; x < width; x++) for (const y of [0, height - 1]) visit(x, y)
  for (let y = 0; y < height; y++) for (const x of [0, width - 1]) visit(x, y)
  for (let i = waiting.pop(); i !== undefined; i = waiting.pop()) {
    const x = i % width
    const y = Math.floor(i / width)
    visit(x - 1, y)
    visit(x + 1, y)
    visit(x, y - 1)
    visit(x, y + 1)
  }
  if (outside.every((each) => each === 1)) return undefined
  return createMask(
    width,
    height,
    outside.map((each) => (each ? 0 : 255)),
  )
}
