import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import sharp from 'sharp'
import { clean } from '../../demo/clean.ts'
import { page } from '../../demo/page.ts'
import { maskPath, photoPath, photos } from '../../demo/photos.ts'
import { buildShop } from '../../demo/shop.ts'
import { sideCarOf } from '../../demo/side-cars.ts'
import { table } from '../../demo/table.ts'
import { closeBrowser, openPage } from '../playground/browser.ts'

describe('the demo', () => {
  after(closeBrowser)

  it('has a mask for each photograph, drawn over its size', async () => {
    for (const photo of photos) {
      const { width, height } = await sharp(photoPath(photo)).metadata()
      const svg = await readFile(maskPath(photo), 'utf8')
      assert.match(svg, new RegExp(`viewBox="0 0 ${width} ${height}"`), photo.name)
    }
    const masks = await readdir(new URL('../../demo/masks', import.meta.url))
    assert.deepEqual(masks.sort(), photos.map(({ name }) => `${name}.svg`).sort())
  })

  it('changes nothing outside the mask, and shows before, mask and after on a page that loads nothing', async () => {
    const cleaned = await clean(photos.find(({ name }) => name === 'march-pastoral')!)
    assert.equal(cleaned.report.outsideChanged, 0)
    assert.match(table([cleaned]), /march-pastoral +1024 × 498 +\d+\.\d % /)

    const html = await page([cleaned, cleaned])
    assert.equal(html.match(/<input type="range"[^>]* aria-label="[^"]+"/g)?.length, 2)
    for (const kind of ['before', 'after', 'mask']) {
      assert.equal(html.match(new RegExp(`<img class="${kind}" src="data:image/`, 'g'))?.length, 2)
    }
    assert.doesNotMatch(html, /(src|href)="(?!data:)|url\(|@import/)
  })

  it('has its photographs, masks and ways of removing in the shop: `tsx demo/demo.ts --docs` renews them', async () => {
    const shop = new URL('../../examples/vite-shop/', import.meta.url)
    const settings = await readFile(new URL('vite.config.ts', shop), 'utf8')
    for (const photo of photos) {
      assert.deepEqual(await readFile(new URL(`prints/${photo.name}.jpg`, shop)), await readFile(photoPath(photo)))
      const [drawn, kept] = await Promise.all(
        [await sideCarOf(photo), await readFile(new URL(`prints/${photo.name}.mask.png`, shop))].map((bytes) =>
          sharp(bytes).toColourspace('b-w').raw().toBuffer(),
        ),
      )
      assert.ok(drawn?.equals(kept!), photo.name)
      const options = Object.entries({ ...photo.options, seed: photo.seed }).map(([name, value]) =>
        typeof value === 'string' ? `${name}: '${value}'` : `${name}: ${value}`,
      )
      assert.ok(settings.includes(`{ include: 'prints/${photo.name}.jpg', ${options.join(', ')} }`), photo.name)
    }
  })

  it('builds a shop that shows no photograph as it was, unless it says so', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'paintout-shop-'))
    try {
      await buildShop(folder)
      const html = await readFile(join(folder, 'index.html'), 'utf8')
      const originals = await Promise.all(photos.map((photo) => readFile(photoPath(photo))))
      const shown = [...html.matchAll(/<img( class="before")? src="([^"]+)"/g)]
      assert.equal(shown.length, 2 * photos.length)
      for (const [, isBefore, file] of shown) {
        const bytes = await readFile(join(folder, file!))
        assert.equal(
          originals.some((original) => original.equals(bytes)),
          isBefore !== undefined,
          file,
        )
      }
      assert.ok(!(await readdir(join(folder, 'assets'))).some((file) => file.includes('mask')))
      assert.deepEqual(await opened(join(folder, 'index.html')), { isStyled: true, basket: 'Basket: 1 print, €48' })
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

/** What the shop is when its page is opened from the folder, and the first print is bought. */
async function opened(path: string) {
  const page = await openPage('file:')
  try {
    await page.goto(pathToFileURL(path).href)
    await page.locator('button[data-price]').first().click()
    const margin = await page.evaluate('getComputedStyle(document.body).margin')
    return { isStyled: margin !== '8px', basket: await page.locator('#basket').textContent() }
  } finally {
    await page.close()
  }
}
