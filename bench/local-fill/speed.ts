import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { fillPixels } from '@paintout/engine-local'
import { cropAround, inpaint } from './peers.ts'
import { mosaic, npmPhoto } from './photos.ts'
import type { Rgb } from './scores.ts'

/** An ellipse of `share` of the picture in its middle. */
export function ellipse({ width, height }: Rgb, share: number): Uint8Array {
  const mask = new Uint8Array(width * height)
  const scale = Math.sqrt((4 * share) / Math.PI)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (Math.hypot((2 * x) / width - 1, (2 * y) / height - 1) <= scale) mask[y * width + x] = 255
  return mask
}

async function peakMemory(megapixels: number, share: number): Promise<{ before: number; peak: number }> {
  const script = fileURLToPath(new URL('./memory.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--import',
    'tsx',
    '--conditions=@paintout/source',
    script,
    String(megapixels),
    String(share),
  ])
  return JSON.parse(stdout) as { before: number; peak: number }
}

const repeats = 5

/** Times on mirrored mosaics, all in one run, the engines in turn, the least of five each. */
export async function speedTable(): Promise<string> {
  const photo = await npmPhoto('nagasaki-boats')
  const rows: string[] = []
  for (const megapixels of [1, 3, 12]) {
    for (const share of [0.02, 0.1]) {
      const picture = mosaic(photo, megapixels)
      const mask = ellipse(picture, share)
      const masked = mask.reduce((count, value) => count + Number(value > 0), 0)
      const { width, height } = cropAround(picture, mask)
      const least = {
        ours: Number.POSITIVE_INFINITY,
        telea3: Number.POSITIVE_INFINITY,
        telea10: Number.POSITIVE_INFINITY,
      }
      for (let i = 0; i < repeats; i++) {
        const start = performance.now()
        await fillPixels({ ...picture, channels: 3 }, { ...picture, data: mask, channels: 1 })
        least.ours = Math.min(least.ours, performance.now() - start)
        least.telea3 = Math.min(least.telea3, (await inpaint('Telea', 3, picture, mask)).milliseconds)
        least.telea10 = Math.min(least.telea10, (await inpaint('Telea', 10, picture, mask)).milliseconds)
      }
      const memory = await peakMemory(megapixels, share)
      const cells = [
        `${megapixels}`,
        `${(100 * share).toFixed(0)} %`,
        `${Math.round(least.ours)}`,
        `${((1000 * least.ours) / masked).toFixed(2)}`,
        `${Math.round((1e6 * least.ours) / (width * height))}`,
        `${Math.round(least.telea10)}`,
        `${(least.ours / least.telea10).toFixed(2)}`,
        `${Math.round(least.telea3)}`,
        `${(least.ours / least.telea3).toFixed(2)}`,
        `${Math.round(memory.before)} → ${Math.round(memory.peak)}`,
      ]
      rows.push(`| ${cells.join(' | ')} |`)
    }
  }
  return [
    '| MP | hole | paintout ms | µs per masked pixel | ms per MP of region | Telea r 10 ms | × | Telea r 3 ms | × | memory MB |',
    '|---|---|---|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n')
}
