import assert from 'node:assert/strict'
import { copyFile, mkdir, readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { cardOf } from '../../packages/cli/src/report/card.ts'
import { launchBrowser, watchPage } from '../fixtures/browser.ts'
import { runCommand } from '../fixtures/command.ts'
import { useFolder } from '../fixtures/folder.ts'
import { photoPath } from '../fixtures/photo.ts'

const evil = '</script><script>document.title = "taken"</script><img src=x onerror=alert(1)>'
const phone = { width: 360, height: 700 }
const desk = { width: 1280, height: 800 }

describe('report.html', () => {
  const folder = useFolder()
  let browser: Browser
  before(async () => {
    browser = await launchBrowser()
  })
  after(() => browser.close())

  /** Two photos, one of them in a folder whose name, with the file's, ends a script; and one that fails. */
  async function makeReport(): Promise<string> {
    const nested = folder.path('photos/<img src=x onerror=alert(1)><')
    await mkdir(nested, { recursive: true })
    await copyFile(photoPath('march-pastoral'), `${nested}/script>.jpg`)
    await copyFile(photoPath('black-canyon'), folder.path('photos/b.jpg'))
    await copyFile(import.meta.filename, folder.path('photos/a.jpg'))
    const words = [folder.path('photos'), '--out-dir', folder.path('out'), '--store', folder.path('store')]
    const flags = ['--rect', '112,132,76,148', '--prompt', evil, '--report', folder.path('report.html')]
    const { code } = await runCommand([...words, ...flags])
    assert.equal(code, 1)
    return folder.path('report.html')
  }

  it('shows each photo before and after, asks nobody for anything, and nothing in it is run that is not its own', async () => {
    const path = await makeReport()
    const { page, requests, complaints } = await watchPage(browser, desk)
    await page.goto(pathToFileURL(path).href)
    assert.equal(await page.title(), 'paintout report')
    assert.deepEqual(complaints, [])
    assert.deepEqual(
      requests.filter((url) => !url.startsWith('data:')),
      [pathToFileURL(path).href],
    )
    assert.equal(await page.locator('article').count(), 3)
    assert.match(String(await page.locator('h2').allTextContents()), /onerror=alert\(1\)><\/script>\.jpg/)
    assert.ok((await page.locator('.prompt').allTextContents()).every((text) => text === `“${evil}”`))
    assert.match(
      String(await page.locator('p.failed').textContent()),
      /^(unsupported-image|input-unreadable) Expected /,
    )
    const pictures = page.locator('.compare :is(.before, .after)')
    assert.equal(await pictures.count(), 4)
    for (const picture of await pictures.all()) {
      await picture.scrollIntoViewIfNeeded()
      const width = await picture.evaluate(async (image: HTMLImageElement) => {
        await image.decode()
        return image.naturalWidth
      })
      assert.ok(width > 300)
    }

    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(await readFile(path, 'utf8'))![1]!
    assert.match(policy, /^default-src 'none'; img-src data:; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'/)
    assert.doesNotMatch(policy, /unsafe/)
    await page.close()
  })

  it('has sliders, a switch for the mask, and can be sorted, by keys too', async () => {
    const { page } = await watchPage(browser, desk)
    await page.goto(pathToFileURL(await makeReport()).href)
    const compare = page.locator('.compare').first()
    const clip = () => compare.locator('.after').evaluate((image) => getComputedStyle(image).clipPath)
    assert.equal(await clip(), 'inset(0px 0px 0px 50%)')
    await compare.locator('[type=range]').focus()
    await page.keyboard.press('Home')
    assert.equal(await clip(), 'inset(0px 0px 0px 0%)')
    assert.equal(await compare.locator('.mask').isVisible(), false)
    await page.locator('.switch input').first().check()
    assert.equal(await compare.locator('.mask').isVisible(), true)

    const names = () =>
      page
        .locator('h2')
        .allTextContents()
        .then((all) => all.map((name) => name.split('/').at(-1)))
    const up = await names()
    assert.equal(up.length, 3)
    await page.locator('.sort button').click()
    const down = await names()
    assert.deepEqual(up, down.toReversed())
    await page.locator('.sort button').click()
    assert.deepEqual(await names(), down.toReversed())
    await page.locator('.sort select').selectOption('seconds')
    const seconds = await page
      .locator('article[data-seconds]')
      .evaluateAll((cards) => cards.map((card) => Number((card as HTMLElement).dataset.seconds)))
    assert.deepEqual(
      seconds,
      [...seconds].sort((a, b) => a - b),
    )
    await page.close()
  })

  it('fits a phone, with fingers’ room', async () => {
    const { page } = await watchPage(browser, phone)
    await page.goto(pathToFileURL(await makeReport()).href)
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), phone.width)
    for (const control of await page.locator('.sort select, .sort button, .switch').all()) {
      assert.ok((await control.boundingBox())!.height >= 44)
    }
    await page.close()
  })

  it('escapes a file’s name, a prompt, a model’s words and an error', () => {
    const region = {
      rect: { left: 0, top: 0, width: 1, height: 1 },
      size: [1, 1],
      scale: 1,
      engine: evil,
      known: false,
    }
    const report = {
      version: 1,
      image: { name: evil, width: 1, height: 1, channels: 3, depth: 8 },
      mask: { selected: 1, share: 1, specks: 0 },
      regions: [{ ...region, candidates: 1, usd: 0.04, milliseconds: 1 }],
      warnings: [{ code: 'refused', message: evil }],
      outsideChanged: 0,
      milliseconds: {},
    }
    const shown = { photo: evil, output: evil, prompt: evil }
    for (const outcome of [
      { status: 'made', report } as never,
      { status: 'failed', error: new Error(evil) } as const,
    ]) {
      const card = cardOf({ ...shown, outcome })
      assert.doesNotMatch(card, /<script|<img|onerror=alert\(1\)>/)
      assert.ok(card.includes('&lt;/script&gt;'))
    }
  })
})
