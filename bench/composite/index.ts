import assert from 'node:assert/strict'
import { compositePixels, countOutside, createMask, featherMask, type Mask, type Pixels } from '@paintout/core'
import sharp from 'sharp'
import { measure, table } from '../measure.ts'

const sizes = [
  { name: '12 MP', width: 4000, height: 3000 },
  { name: '48 MP', width: 8000, height: 6000 },
] as const

/** Samples of every value, the same in every run. */
function noise(width: number, height: number, seed: number): Pixels<Uint8Array> {
  const data = new Uint8Array(width * height * 3)
  let state = seed
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    data[i] = state >>> 24
  }
  return { data, width, height, channels: 3 }
}

/** A disk over 5 % of the picture, soft over 12 pixels. */
function disk(width: number, height: number): Mask {
  const mask = createMask(width, height)
  const radius = Math.sqrt((0.05 * width * height) / Math.PI)
  for (let y = 0; y < height; y++) {
    const half = Math.sqrt(Math.max(radius ** 2 - (y - height / 2) ** 2, 0))
    mask.data.fill(255, y * width + Math.round(width / 2 - half), y * width + Math.round(width / 2 + half))
  }
  return featherMask(mask, { width: 12, side: 'inside' })
}

/** The fill with the mask as its alpha, laid over the base: what people write with sharp today. */
async function bySharp(base: Pixels, fill: Pixels, mask: Mask): Promise<Buffer> {
  const raw = ({ width, height, channels }: Pixels) => ({ raw: { width, height, channels } })
  const overlay = await sharp(fill.data, raw(fill))
    .joinChannel(Buffer.from(mask.data.buffer), raw(mask))
    .raw()
    .toBuffer()
  return sharp(base.data, raw(base))
    .composite([{ input: overlay, ...raw({ ...fill, channels: 4 }) }])
    .removeAlpha()
    .raw()
    .toBuffer()
}

/** Samples inside the mask that are not the exact blend, and how far off the worst is. */
function errors(base: Pixels, fill: Pixels, mask: Mask, result: Uint8Array): { wrong: number; worst: number } {
  let wrong = 0
  let worst = 0
  for (let k = 0; k < result.length; k++) {
    const m = mask.data[Math.floor(k / 3)]!
    const exact = Math.round((base.data[k]! * (255 - m) + fill.data[k]! * m) / 255)
    const error = Math.abs(result[k]! - exact)
    if (error > 0) wrong++
    worst = Math.max(worst, error)
  }
  return { wrong, worst }
}

async function benchSize({ name, width, height }: (typeof sizes)[number]): Promise<string[][]> {
  const base = noise(width, height, 1)
  const fill = noise(width, height, 2)
  const mask = disk(width, height)
  const ours = compositePixels(base, fill, mask)
  const theirs = await bySharp(base, fill, mask)
  const our = errors(base, fill, mask, ours.data)
  const their = errors(base, fill, mask, theirs)
  assert.deepEqual(our, { wrong: 0, worst: 0 })
  const outside = (data: Uint8Array) => countOutside(base, { ...base, data }, mask)
  assert.equal(outside(ours.data), 0)

  const times = await measure({
    ours: () => compositePixels(base, fill, mask),
    sharp: () => bySharp(base, fill, mask),
    count: () => countOutside(base, ours, mask),
  })
  const ratio = times.sharp / times.ours
  const ms = (value: number) => `${value.toFixed(1)} ms`
  return [
    [`${name}, compositePixels`, ms(times.ours), '1', `${our.wrong}`, `${our.worst}`, `${outside(ours.data)}`, ''],
    [
      `${name}, sharp`,
      ms(times.sharp),
      `${ratio.toFixed(1)}`,
      `${their.wrong}`,
      `${their.worst}`,
      `${outside(new Uint8Array(theirs))}`,
      `≥ 5 × ${ratio >= 5 ? '✔' : '✘'}`,
    ],
    [`${name}, countOutside`, ms(times.count), `${(times.count / times.ours).toFixed(1)}`, '', '', '', ''],
  ]
}

export default {
  name: 'composite',
  why: "Laying a fill into a photo by a soft mask (a disk over 5 % of it) must be exact, change nothing outside, and cost little more than a copy of the photo: against sharp's composite.",
  async run(): Promise<string> {
    const rows = [['', 'median', 'times ours', 'samples not exact', 'worst error', 'pixels changed outside', 'aim']]
    for (const size of sizes) rows.push(...(await benchSize(size)))
    return table(rows)
  },
}
