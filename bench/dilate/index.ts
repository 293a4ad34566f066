import assert from 'node:assert/strict'
import { createMask, dilateMask, type Mask } from '@paintout/core'
import sharp from 'sharp'
import { measure, table } from '../measure.ts'
import { cv } from '../opencv.ts'

const radii = [5, 40, 200] as const
const sizes = [
  { name: '12 MP', width: 4000, height: 3000 },
  { name: '48 MP', width: 8000, height: 6000 },
] as const

/** Selects disks: `[x, y, radius]`. */
function draw(width: number, height: number, disks: readonly (readonly [number, number, number])[]): Mask {
  const mask = createMask(width, height)
  for (const [cx, cy, radius] of disks) {
    for (let y = Math.max(0, Math.ceil(cy - radius)); y <= Math.min(height - 1, cy + radius); y++) {
      const half = Math.sqrt(radius ** 2 - (y - cy) ** 2)
      const from = Math.max(0, Math.ceil(cx - half))
      mask.data.fill(255, y * width + from, y * width + Math.min(width, Math.floor(cx + half) + 1))
    }
  }
  return mask
}

function scenes(width: number, height: number) {
  const corners = [0, width - 1].flatMap((x) => [0, height - 1].map((y) => [x, y, 0] as const))
  let state = 1
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state / 2 ** 32) * below
  }
  const crowd = Array.from(
    { length: 400 },
    () => [random(width), random(height), (0.005 + random(0.015)) * width] as const,
  )
  return {
    whole: draw(width, height, [[width / 2, height / 2, width / 8], ...corners]),
    crowd: draw(width, height, [...crowd, ...corners]),
    object: draw(width, height, [[width / 2, height / 2, 150]]),
  }
}

/** What people take today: the distance to the mask, cut at the radius. Sources are zeros for OpenCV. */
function openCv(mask: Mask, precision: number) {
  const source = new cv.Mat(mask.height, mask.width, cv.CV_8UC1)
  source.data.set(mask.data.map((level) => 255 - level))
  const distance = new cv.Mat()
  const grown = new cv.Mat()
  return {
    run(radius: number) {
      cv.distanceTransform(source, distance, cv.DIST_L2, precision)
      cv.threshold(distance, grown, radius, 255, cv.THRESH_BINARY_INV)
    },
    /** Floats, 255 within the radius. */
    result: () => grown.data32F,
    free() {
      for (const mat of [source, distance, grown]) mat.delete()
    },
  }
}

/** libvips' erosion of black grows white; sharp's own `dilate` shrinks it. The kernel is a square. */
function bySharp(mask: Mask, radius: number): Promise<Buffer> {
  const { data, width, height } = mask
  return sharp(data, { raw: { width, height, channels: 1 } })
    .erode(radius)
    .raw()
    .toBuffer()
}

/** That each of them grows, and that ours is OpenCV's precise result sample for sample. */
async function checkResults(): Promise<string> {
  const { crowd } = scenes(800, 600)
  const selected = (samples: ArrayLike<number>) => Array.from(samples).filter((level) => level > 0).length
  const precise = openCv(crowd, cv.DIST_MASK_PRECISE)
  const coarse = openCv(crowd, cv.DIST_MASK_5)
  let wrong = 0
  for (const radius of radii) {
    const ours = dilateMask(crowd, radius)
    precise.run(radius)
    coarse.run(radius)
    const expected = precise.result()
    const approximate = coarse.result()
    for (let i = 0; i < expected.length; i++) {
      assert.equal(ours.data[i], expected[i], `sample ${i} at radius ${radius}`)
      if (approximate[i] !== expected[i]) wrong++
    }
  }
  const square = await bySharp(crowd, 5)
  assert.ok(selected(square) > selected(crowd.data), 'sharp has to grow the mask')
  precise.free()
  coarse.free()
  return `Checked first: ours is OpenCV's precise result in every sample at every radius (800 × 600); OpenCV's 5 × 5 mask is off in ${wrong} samples.`
}

const whole = 'whole picture'

async function benchSize({ name, width, height }: (typeof sizes)[number], check: (passed: boolean) => string) {
  const masks = scenes(width, height)
  const precise = openCv(masks.whole, cv.DIST_MASK_PRECISE)
  const coarse = openCv(masks.whole, cv.DIST_MASK_5)
  const times = await measure({
    r5: () => dilateMask(masks.whole, 5),
    r40: () => dilateMask(masks.whole, 40),
    r200: () => dilateMask(masks.whole, 200),
    crowd5: () => dilateMask(masks.crowd, 5),
    crowd40: () => dilateMask(masks.crowd, 40),
    crowd200: () => dilateMask(masks.crowd, 200),
    object: () => dilateMask(masks.object, 40),
    precise: () => precise.run(40),
    coarse: () => coarse.run(40),
  })
  const { sharp: erosion } = await measure({ sharp: () => bySharp(masks.whole, 40) }, 1)
  precise.free()
  coarse.free()
  const spread = Math.max(times.r5, times.r40, times.r200) / Math.min(times.r5, times.r40, times.r200)
  const crowdSpread =
    Math.max(times.crowd5, times.crowd40, times.crowd200) / Math.min(times.crowd5, times.crowd40, times.crowd200)
  const ms = (value: number) => `${value.toFixed(1)} ms`
  const times1 = (value: number) => `${value.toFixed(2)} ×`
  return [
    [
      `${name}, ${whole}, r = 5 / 40 / 200`,
      [times.r5, times.r40, times.r200].map(ms).join(' / '),
      times1(spread),
      `≤ 1.3 × ${check(spread <= 1.3)}`,
    ],
    [
      `${name}, 400 disks, r = 5 / 40 / 200`,
      [times.crowd5, times.crowd40, times.crowd200].map(ms).join(' / '),
      times1(crowdSpread),
      '',
    ],
    [
      `${name}, 300 px object, r = 40`,
      ms(times.object),
      `${times1(times.object / times.r40)} of the ${whole}`,
      `≤ 0.33 × ${check(times.object <= times.r40 / 3)}`,
    ],
    [
      `${name}, OpenCV precise, r = 40`,
      ms(times.precise),
      times1(times.precise / times.r40),
      `≥ 2 × ${check(times.precise >= 2 * times.r40)}`,
    ],
    [
      `${name}, OpenCV 5 × 5, r = 40`,
      ms(times.coarse),
      times1(times.coarse / times.r40),
      `≥ 2 × ${check(times.coarse >= 2 * times.r40)}`,
    ],
    [`${name}, sharp, r = 40`, ms(erosion), times1(erosion / times.r40), `≥ 10 × ${check(erosion >= 10 * times.r40)}`],
  ]
}

export default {
  name: 'dilate',
  why: 'Growing a mask by an exact disk must cost the same for every radius, and nothing where the mask is not: against OpenCV (distanceTransform, then threshold) and libvips. The whole picture is an object in the middle and a sample in each corner; with 400 disks all over it small radii are faster still, as what stays empty is skipped.',
  async run(): Promise<string> {
    const check = (passed: boolean) => (passed ? '✔' : '✘')
    const rows = [['', 'median', 'ratio', 'aim']]
    const checked = await checkResults()
    for (const size of sizes) rows.push(...(await benchSize(size, check)))
    return `${checked}\n\n${table(rows)}`
  },
}
