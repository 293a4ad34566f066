/**
 * Photographs without their objects, in the sizes and formats of a website: `npx -y pnpm@12 example`.
 * One chain for each photograph; its removal runs once for all of its outputs.
 */
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { local, withPaintout } from 'paintout'
import sharpLib from 'sharp'
import { maskPath, photoPath, photos } from '../../demo/photos.ts'

const sharp = withPaintout(sharpLib, { use: [local] })

const folder = new URL('out/', import.meta.url)
await mkdir(folder, { recursive: true })
const output = (name: string) => fileURLToPath(new URL(name, folder))

const signature = Buffer.from(
  `<svg xmlns="http://www.w3.org/2000/svg" width="104" height="28"><rect width="104" height="28" rx="6" fill="#0008"/>
  <text x="52" y="19" font-family="sans-serif" font-size="14" fill="#fff" text-anchor="middle">example.org</text></svg>`,
)

for (const photo of photos) {
  const { name, seed, options } = photo
  const clean = sharp(photoPath(photo))
    .removeByMask({ mask: maskPath(photo), seed, ...options })
    .keepMetadata()

  const written = await Promise.all([
    clean
      .clone()
      .jpeg({ quality: 85, mozjpeg: true })
      .toFile(output(`${name}.jpg`)),
    ...[640, 320].flatMap((width) => {
      const smaller = clean.clone().resize(width).sharpen({ sigma: 0.5 })
      return [
        smaller
          .clone()
          .webp({ quality: 75 })
          .toFile(output(`${name}-${width}.webp`)),
        smaller
          .clone()
          .avif({ quality: 50, effort: 2 })
          .toFile(output(`${name}-${width}.avif`)),
      ]
    }),
    clean
      .clone()
      .resize(480, 480)
      .composite([{ input: signature, gravity: 'southeast' }])
      .png({ palette: true })
      .toFile(output(`${name}-square.png`)),
  ])

  const [report] = await clean.reports()
  const kilobytes = written.reduce((sum, { size }) => sum + size, 0) / 1024
  console.log(
    `${photo.removed}: ${report!.regions.length} region(s), ${report!.outsideChanged} samples changed outside the mask, ` +
      `${written.length} files, ${kilobytes.toFixed(0)} kB`,
  )
}

await sharp.close()
console.log(`\nThey are in ${fileURLToPath(folder)}`)
