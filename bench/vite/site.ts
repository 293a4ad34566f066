import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { jpegOf, mosaic } from '../mosaic.ts'

export const photoSize = { width: 1200, height: 800 } as const

/** The object: about one percent of the photo. */
const hole = { cx: 620, cy: 430, rx: 64, ry: 48 }

export interface BenchSite {
  readonly root: string
  readonly photos: readonly string[]
  remove(): Promise<void>
}

export function maskSvg(shift = 0): string {
  const { cx, cy, rx, ry } = hole
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${photoSize.width} ${photoSize.height}"><rect width="100%" height="100%"/><ellipse cx="${cx + shift}" cy="${cy}" rx="${rx}" ry="${ry}" fill="#fff"/></svg>`
}

export async function maskPng(shift = 0): Promise<Buffer> {
  return sharp(Buffer.from(maskSvg(shift)))
    .png()
    .toBuffer()
}

/** A site of so many different photos, each with a side-car, that one module imports. */
export async function makeSite(count: number): Promise<BenchSite> {
  const root = await mkdtemp(join(tmpdir(), 'paintout-bench-vite-'))
  await mkdir(join(root, 'photos'))
  await mkdir(join(root, 'node_modules'))
  await writeFile(join(root, 'package.json'), '{ "private": true, "type": "module" }')
  const large = await jpegOf(await mosaic('black-canyon', 4000, 3000))
  const mask = await maskPng()
  const photos: string[] = []
  for (let index = 0; index < count; index++) {
    const place = { left: (index * 131) % (4000 - photoSize.width), top: (index * 89) % (3000 - photoSize.height) }
    const photo = join(root, `photos/${index}.jpg`)
    await sharp(large)
      .extract({ ...place, ...photoSize })
      .jpeg({ quality: 88 })
      .toFile(photo)
    await writeFile(join(root, `photos/${index}.mask.png`), mask)
    photos.push(photo)
  }
  await writeFile(join(root, 'index.html'), '<script type="module" src="/main.js"></script>')
  return { root, photos, remove: () => rm(root, { recursive: true }) }
}

/** The module that imports every photo, with a query. */
export async function importAll({ root, photos }: BenchSite, query: string): Promise<void> {
  const lines = photos.map((_, index) => `import p${index} from './photos/${index}.jpg${query}'`)
  await writeFile(join(root, 'main.js'), `${lines.join('\n')}\nconsole.log(${photos.map((_, index) => `p${index}`)})`)
}
