import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { createServer } from 'vite'
import { closeBrowser, openPage } from '../playground/browser.ts'
import { useSite } from './site.ts'

describe('the report', () => {
  const site = useSite()
  after(closeBrowser)

  const files = {
    'a.jpg': 1,
    'a.mask.png': 'mask',
    'index.html': '<img src="a.jpg"><img src="b.jpg?rect=36,20,16,16&prompt=%3C/script%3E&remove">',
    'b.jpg': 2,
  }

  async function assertShows(page: Page): Promise<void> {
    assert.deepEqual(await page.locator('article h2').allTextContents(), ['a.jpg', 'b.jpg'])
    assert.match((await page.locator('.prompt').textContent()) ?? '', /<\/script>/)
    const pictures = page.locator('article img')
    assert.equal(await pictures.count(), 6)
    for (const picture of await pictures.all()) {
      await picture.evaluate(`(image) => Object.assign(image, { loading: 'eager' }).decode()`)
    }
  }

  it('lies beside the build, shows every photo, and asks nobody for anything', async () => {
    await site.write(files)
    await site.build({ report: true })
    const path = site.path('paintout-report.html')
    assert.ok(site.said.includes('[paintout] before, mask and after: paintout-report.html'))
    assert.doesNotMatch(await readFile(path, 'utf8'), /(src|href)="(?!data:)|url\(|@import/)
    const page = await openPage()
    await page.unroute('**')
    await page.goto(pathToFileURL(path).href)
    await assertShows(page)
    await page.close()
  })

  it('shows the same of a build that found everything in the cache', async () => {
    await site.write(files)
    await site.build({ report: true })
    const seen = (html: string) => [...html.matchAll(/src="data:[^"]+"/g)].map(([each]) => each)
    const before = seen(await readFile(site.path('paintout-report.html'), 'utf8'))
    await site.build({ report: true })
    assert.equal(before.length, 6)
    assert.deepEqual(seen(await readFile(site.path('paintout-report.html'), 'utf8')), before)
  })

  it('is not in the output, and nowhere unless it is asked for', async () => {
    await site.write(files)
    await site.build()
    assert.ok(![...(await site.outputs('.')).keys()].some((file) => file.includes('paintout-report')))
    await site.build({ report: true })
    assert.ok(![...(await site.outputs()).keys()].some((file) => file.includes('report')))
  })

  it('is a page of the dev server, for pages of that server only', async () => {
    await site.write(files)
    const server = await createServer(site.settings({ report: true, dev: 'engine' }, { base: '/shop/' }))
    try {
      await server.listen()
      const url = server.resolvedUrls!.local[0]!
      const page = await openPage()
      await page.goto(url)
      await page.waitForLoadState('networkidle')
      await page.goto(`${url}__paintout/`)
      await assertShows(page)
      await page.close()
      for (const [origin, status] of [
        ['http://elsewhere.example', 403],
        ['null', 403],
        [new URL(url).origin, 200],
      ] as const) {
        assert.equal((await fetch(`${url}__paintout/`, { headers: { origin } })).status, status, origin)
      }
    } finally {
      await server.close()
    }
  })
})
