import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type Cleaned, clean } from './clean.ts'
import { page } from './page.ts'
import { photos } from './photos.ts'
import { writePictures } from './pictures.ts'
import { buildShop } from './shop.ts'
import { writePrint } from './side-cars.ts'
import { table } from './table.ts'

/**
 * Takes objects out of photographs, writes them and one page that shows before, mask and after; then builds a shop whose
 * page names the same photographs as any page does.
 * With `--docs` it also renews the pictures of the README, and the photographs and masks of the shop.
 */
const out = new URL('out/', import.meta.url)
await mkdir(out, { recursive: true })

const all: Cleaned[] = []
for (const photo of photos) {
  const cleaned = await clean(photo)
  await writeFile(new URL(`${photo.name}.jpg`, out), cleaned.after)
  all.push(cleaned)
}
const index = new URL('index.html', out)
await writeFile(index, await page(all))
if (process.argv.includes('--docs')) {
  await writePictures(all, new URL('../docs/pictures/', import.meta.url))
  for (const photo of photos) await writePrint(photo)
}

console.log(table(all))
const shop = fileURLToPath(new URL('shop/', out))
await buildShop(shop)
console.log(`\n${all.length} photographs without their objects. Before, mask and after: ${fileURLToPath(index)}`)
console.log(`A shop built by Vite with the same photographs: ${shop}index.html`)
