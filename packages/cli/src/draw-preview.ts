import type { Mask, Rect } from '@paintout/core'
import sharp, { type Sharp } from 'sharp'

const red = [230, 30, 40] as const

/** How much of the photo the red hides where the mask is whole. */
const cover = 0.55

/** The photo upright, in 8-bit sRGB, with the mask laid over it in red and the regions framed. */
export async function drawPreview(photo: string | Uint8Array, mask: Mask, regions: readonly Rect[]): Promise<Sharp> {
  const { width, height } = mask
  const tinted = await sharp(photo)
    .autoOrient()
    .toColourspace('srgb')
    .composite([
      { input: tint(mask), raw: { width, height, channels: 4 } },
      { input: Buffer.from(frames(mask, regions)) },
    ])
    .raw()
    .toBuffer({ resolveWithObject: true })
  return sharp(tinted.data, { raw: tinted.info })
}

function tint({ data }: Mask): Buffer {
  const samples = Buffer.alloc(data.length * 4)
  for (let i = 0; i < data.length; i++) {
    samples.set(red, i * 4)
    samples[i * 4 + 3] = Math.round(data[i]! * cover)
  }
  return samples
}

/** White dashes on black, to be seen on any photo. */
function frames({ width, height }: Mask, regions: readonly Rect[]): string {
  const stroke = Math.max(1, Math.round(width / 500))
  const inset = stroke / 2
  const boxes = regions.map((region) => {
    const left = Math.max(0, region.left) + inset
    const top = Math.max(0, region.top) + inset
    const right = Math.min(width, region.left + region.width) - inset
    const bottom = Math.min(height, region.top + region.height) - inset
    return `<path d="M${left} ${top}H${right}V${bottom}H${left}Z"/>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" fill="none" stroke-width="${stroke}">
    <g stroke="#000">${boxes.join('')}</g>
    <g stroke="#fff" stroke-dasharray="${stroke * 5} ${stroke * 4}">${boxes.join('')}</g>
  </svg>`
}
