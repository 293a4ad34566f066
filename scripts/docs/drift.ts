/**
 * Draws `docs/pictures/drift.webp`: one answer that drifted, what comes of it the naive way and ours, and the mask that
 * is recovered where none was given. The plate is known, so the answer is made of it: a stand-in for a model.
 *
 *     npx tsx --conditions=@paintout/source scripts/docs/drift.ts
 */
import { fileURLToPath } from 'node:url'
import {
  boundsOf,
  compositePixels,
  featherMask,
  growRect,
  harmonizePixels,
  intersectRect,
  type Mask,
  type Pixels,
  type Rect,
  recoverMask,
  rectInside,
  registerPixels,
  warpPixels,
} from '@paintout/core'
import sharp from 'sharp'
import { drawAnswer, randomDrift } from '../../bench/drift/answers.ts'
import { open, resize } from '../../bench/drift/photographs.ts'
import { makeScene } from '../../bench/drift/scenes.ts'

const picture = fileURLToPath(new URL('../../docs/pictures/drift.webp', import.meta.url))

/** A scene of the bench with texture, a horizon and a shadow, and a drift that is easy to see. */
const chosen = 0
const drift = randomDrift(22)

/** Panels are so wide, with their title below. */
const width = 460
const title = 30
const gap = 8

const { photo, plate, mask } = await makeScene(chosen)
const answer = await drawAnswer(plate, drift, 7)
const stretched = await resize(answer, photo.width, photo.height)
const blend = featherMask(mask, { width: 2, side: 'inside' })
const registration = registerPixels(photo, answer, mask)
const placed = warpPixels(answer, registration, photo, growRect(boundsOf(mask)!, 32))
const unmasked = registerPixels(photo, answer)

const panels: readonly { title: string; pixels: Pixels }[] = [
  { title: 'The photo; what is to go is outlined', pixels: outlined(photo, mask, [255, 40, 40]) },
  { title: 'The answer: moved, scaled, in another tone', pixels: stretched },
  { title: 'Resized and composited', pixels: compositePixels(photo, stretched, blend) },
  { title: 'Registered', pixels: compositePixels(photo, placed, blend) },
  { title: 'Registered and harmonized', pixels: compositePixels(photo, harmonizePixels(photo, placed, mask), blend) },
  {
    title: 'The mask, recovered without being given',
    pixels: outlined(photo, recoverMask(photo, answer, unmasked), [40, 200, 255]),
  },
]

const view = viewOf(mask)
const height = Math.round((width * view.height) / view.width)
const drawn = await Promise.all(
  panels.map(({ pixels }) => open(pixels).extract(view).resize(width, height).png().toBuffer()),
)
const cells = drawn.flatMap((input, index) => {
  const left = gap + (index % 3) * (width + gap)
  const top = gap + Math.floor(index / 3) * (height + title + gap)
  const label = `<svg width="${width}" height="${title}"><text x="2" y="20" font-family="sans-serif" font-size="17" fill="#222">${panels[index]!.title}</text></svg>`
  return [
    { input, left, top },
    { input: Buffer.from(label), left, top: top + height },
  ]
})
await sharp({
  create: { width: 3 * width + 4 * gap, height: 2 * (height + title) + 3 * gap, channels: 3, background: '#fff' },
})
  .composite(cells)
  .webp({ quality: 88 })
  .toFile(picture)
console.log('✔ docs/pictures/drift.webp')

/** The object with surroundings. */
function viewOf(mask: Mask): Rect {
  const bounds = boundsOf(mask)!
  return intersectRect(growRect(bounds, Math.round(0.35 * bounds.width)), rectInside(mask.width, mask.height))
}

function outlined(pixels: Pixels, mask: Mask, colour: readonly [number, number, number]): Pixels {
  const data = Uint8Array.from(pixels.data)
  const inside = (at: number) => (mask.data[at] ?? 0) > 0
  for (let at = 0; at < mask.data.length; at++) {
    const isRim = [1, 2, mask.width, 2 * mask.width].some((step) => inside(at) !== inside(at - step))
    if (isRim) data.set(colour, 3 * at)
  }
  return { ...pixels, data }
}
