import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { PaintoutOptions } from '@paintout/plugin-vite'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import type { InlineConfig, ViteDevServer } from 'vite'
import type { CountedEngine } from '../fixtures/engines.ts'
import { eventually } from '../fixtures/eventually.ts'
import { closeBrowser, lookAround, openPage } from '../playground/browser.ts'
import { lookAt, object, writePhoto } from '../playground/pictures.ts'
import { vites } from '../playground/vites.ts'
import { useSite, using } from './site.ts'

const clean = (number: number) => ({ number, hasObject: false })
const untouched = (number: number) => ({ number, hasObject: true })
const withMask = '<!doctype html><img src="a.jpg"><template><img src="a.mask.png"></template>'
const photo = { 'a.jpg': 1, 'a.mask.png': 'mask', 'index.html': '<!doctype html><img src="a.jpg">' }

for (const { name, vite } of vites) {
  describe(`the dev server of ${name}`, () => {
    const site = useSite()
    let server: ViteDevServer | undefined
    afterEach(() => server?.close())
    after(closeBrowser)

    async function serve(options: PaintoutOptions = {}, config: InlineConfig = {}): Promise<string> {
      server = await vite.createServer(site.settings(options, config))
      await server.listen()
      return server.resolvedUrls!.local[0]!
    }

    /** A page that hears of edits: its client is connected, and the watcher knows every file of the site. */
    async function openListening(url: string): Promise<Page> {
      const page = await openPage()
      const connected = page.waitForEvent('console', (said) => said.text().includes('[vite] connected'))
      await page.goto(url)
      await connected
      await page.waitForLoadState('networkidle')
      const files = await readdir(site.root)
      await eventually(() => {
        const watched = Object.values(server!.watcher.getWatched()).flat()
        return files.every((file) => file === 'node_modules' || watched.includes(file))
      })
      return page
    }

    async function get(url: string, headers: Record<string, string> = {}) {
      const response = await fetch(url, { headers })
      return { response, bytes: Buffer.from(await response.arrayBuffer()) }
    }

    it('answers with cleaned bytes under the photo’s own address', async () => {
      await site.write(photo)
      const url = await serve({ use: using(site.engine), dev: 'engine' })
      const { response, bytes } = await get(`${url}a.jpg`)
      assert.equal(response.status, 200)
      assert.equal(response.headers.get('content-type'), 'image/jpeg')
      assert.equal(response.headers.get('cache-control'), 'no-cache')
      assert.equal(response.headers.get('content-length'), String(bytes.length))
      assert.deepEqual(await lookAt(bytes), clean(1))
      const head = await fetch(`${url}a.jpg`, { method: 'HEAD' })
      assert.equal(head.headers.get('etag'), response.headers.get('etag'))
    })

    it('says 304 until photo or mask change', async () => {
      await site.write(photo)
      const url = await serve({ use: using(site.engine), dev: 'engine' })
      const tag = (await get(`${url}a.jpg`)).response.headers.get('etag')!
      assert.equal((await get(`${url}a.jpg`, { 'if-none-match': tag })).response.status, 304)
      await site.write({ 'a.jpg': 2 })
      const { response, bytes } = await get(`${url}a.jpg`, { 'if-none-match': tag })
      assert.equal(response.status, 200)
      assert.deepEqual(await lookAt(bytes), clean(2))
    })

    it('answers under a base, from the public folder, and with the original where it is asked for', async () => {
      await site.write({ ...photo, 'public/b.jpg': 2, 'public/b.mask.png': 'mask' })
      const url = await serve({}, { base: '/shop/' })
      assert.deepEqual(await lookAt((await get(`${url}a.jpg`)).bytes), clean(1))
      assert.deepEqual(await lookAt((await get(`${url}b.jpg`)).bytes), clean(2))
      assert.deepEqual(await lookAt((await get(`${url}a.jpg?original`)).bytes), untouched(1))
      assert.deepEqual((await get(`${url}a.jpg?original`)).bytes, await readFile(site.path('a.jpg')))
    })

    it('gives the bytes to modules that inline them, on the server too', async () => {
      await site.write({
        ...photo,
        'main.js': 'export { default as bytes } from "./a.jpg?inline"\nexport { default as url } from "./a.jpg"',
      })
      await serve()
      const { bytes, url } = await server!.ssrLoadModule('/main.js')
      assert.equal(url, '/a.jpg')
      assert.deepEqual(await lookAt(Buffer.from(bytes.split(',')[1], 'base64')), clean(1))
    })

    it('answers the same addresses after a restart', async () => {
      await site.write(photo)
      const url = await serve({ use: using(site.engine), dev: 'engine' })
      const before = await get(`${url}a.jpg`)
      await server!.restart()
      const after = await get(`${server!.resolvedUrls!.local[0]!}a.jpg`)
      assert.equal(after.response.headers.get('etag'), before.response.headers.get('etag'))
      await site.write({ 'a.jpg': 4 })
      assert.deepEqual(await lookAt((await get(`${server!.resolvedUrls!.local[0]!}a.jpg`)).bytes), clean(4))
    })

    it('refuses what lies outside of the project, whichever way it is named', async () => {
      const outside = await mkdtemp(join(tmpdir(), 'paintout-outside-'))
      try {
        await writePhoto(join(outside, 'b.jpg'), 2)
        await site.write(photo)
        await symlink(join(outside, 'b.jpg'), site.path('link.jpg'))
        const url = new URL(
          await serve({
            rules: [
              { include: '**/*.jpg', mask: 'a.mask.png' },
              { include: `${outside}/*`, mask: 'a.mask.png' },
            ],
          }),
        )
        const up = `${'..%2f'.repeat(12)}${outside.slice(1).replaceAll('/', '%2f')}%2fb.jpg`
        for (const path of [`/@fs${outside}/b.jpg`, `/${up}`, `/@fs/${up}`, '/link.jpg']) {
          assert.ok(!(await isOurs(await raw(url, path))), path)
        }
      } finally {
        await rm(outside, { recursive: true })
      }
    })

    it('refuses what `server.fs.deny` names, even where a query asks for its removal', async () => {
      await site.write({ 'private/a.jpg': 1, 'index.html': '<p>' })
      const url = await serve({}, { server: { fs: { deny: ['**/private/**'] } } })
      for (const path of [`${url}private/a.jpg`, `${url}@fs${site.root}/private/a.jpg`]) {
        assert.equal((await get(`${path}?rect=1,2,3,4&remove`)).response.status, 403)
      }
      assert.equal(site.engine.calls.length, 0)
    })

    it('leaves addresses that name no file to Vite', async () => {
      await site.write(photo)
      const url = new URL(await serve())
      for (const path of ['//', '/a.jpg/b.jpg', `/${'a'.repeat(5000)}.jpg`]) {
        assert.ok(!(await isOurs(await raw(url, path))), path)
      }
      assert.deepEqual(site.said, [])
    })

    it('cleans a picture that a page names with `?url`, as a build does', async () => {
      await site.write(photo)
      const url = await serve()
      assert.deepEqual(await lookAt((await get(`${url}a.jpg?url`, { 'sec-fetch-dest': 'image' })).bytes), clean(1))
    })

    describe('with a slow engine', () => {
      let engine: CountedEngine
      let finish: () => void
      beforeEach(() => {
        const done = new Promise<void>((resolve) => {
          finish = resolve
        })
        engine = { ...site.engine, fill: (...call) => done.then(() => site.engine.fill(...call)) }
      })
      afterEach(() => finish())

      it('shows the local engine’s fill, then the engine’s, without a reload by hand', async () => {
        await site.write(photo)
        const url = await serve({ use: using(engine) })
        const first = (await get(`${url}a.jpg`)).bytes
        assert.deepEqual(await lookAt(first), clean(1))
        assert.ok(!(await isPainted(first)))
        const page = await openListening(url)
        const reloaded = page.waitForEvent('load')
        finish()
        await reloaded
        assert.ok(await isPainted((await get(`${url}a.jpg`)).bytes))
        await page.close()
      })

      it('shows the original where that is asked for', async () => {
        await site.write(photo)
        const url = await serve({ use: using(engine), dev: 'original' })
        assert.deepEqual(await lookAt((await get(`${url}a.jpg`)).bytes), untouched(1))
        finish()
        await eventually(async () => isPainted((await get(`${url}a.jpg`)).bytes))
      })

      it('waits for the engine where that is asked for', async () => {
        await site.write(photo)
        const url = await serve({ use: using(engine), dev: 'engine' })
        const answer = get(`${url}a.jpg`)
        const first = await Promise.race([answer.then(() => 'the photo'), get(url).then(() => 'the page')])
        assert.equal(first, 'the page')
        finish()
        assert.ok(await isPainted((await answer).bytes))
      })
    })

    describe('brings to the page, without a reload by hand,', () => {
      const edits: Readonly<Record<string, { readonly edit: () => Promise<void>; readonly expected: object[] }>> = {
        'an edit of the photo': { edit: () => site.write({ 'a.jpg': 3 }), expected: [clean(3)] },
        'an edit of the mask': {
          edit: () => site.write({ 'a.mask.png': 'mask' }).then(() => moveMask(site.path('a.mask.png'))),
          expected: [untouched(1)],
        },
        'a side-car that goes': { edit: () => rm(site.path('a.mask.png')), expected: [untouched(1)] },
        'a page that begins to show the mask': {
          edit: () => site.write({ 'index.html': withMask }),
          expected: [untouched(1)],
        },
        'a page that begins to show the mask, and is written in two goes': {
          edit: async () => {
            await site.write({ 'index.html': photo['index.html'] })
            await site.write({ 'index.html': withMask })
          },
          expected: [untouched(1)],
        },
      }

      for (const [what, { edit, expected }] of Object.entries(edits)) {
        it(what, async () => {
          await site.write(photo)
          const url = await serve()
          const page = await openListening(url)
          const see = async () =>
            (await lookAround(page))
              .filter(({ url }) => url.startsWith('a.jpg'))
              .map(({ number, hasObject }) => ({ number, hasObject }))
          assert.deepEqual(await see(), [clean(1)])
          const reloaded = page.waitForEvent('load')
          await edit()
          await reloaded
          await eventually(async () => JSON.stringify(await see().catch(() => undefined)) === JSON.stringify(expected))
          await page.close()
        })
      }

      for (const name of ['a.jpg', 'a.JPG']) {
        it(`a side-car that comes beside ${name}`, async () => {
          await site.write({ 'a.jpg': 1, 'index.html': `<!doctype html><img src="${name}">` })
          await rename(site.path('a.jpg'), site.path(name))
          const url = await serve()
          const page = await openListening(url)
          const reloaded = page.waitForEvent('load')
          await site.write({ 'a.mask.png': 'mask' })
          await reloaded
          assert.deepEqual(await lookAt((await get(url + name)).bytes), clean(1))
          await page.close()
        })
      }

      it('an edit of the rules', async () => {
        const config = (rect: string) => `import { paintout } from '@paintout/plugin-vite'
          export default { plugins: [paintout({ rules: [{ include: '*.jpg', mask: { rect: ${rect} }, dilate: 0 }] })] }`
        await site.write({ 'a.jpg': 1, 'index.html': photo['index.html'], 'vite.config.js': config('[0, 0, 4, 4]') })
        const { plugins: _, ...settings } = site.settings()
        await mkdir(site.path('node_modules/@paintout'))
        await symlink(
          fileURLToPath(new URL('../../packages/plugin-vite', import.meta.url)),
          site.path('node_modules/@paintout/plugin-vite'),
        )
        server = await vite.createServer({
          ...settings,
          configFile: site.path('vite.config.js'),
          configLoader: 'native',
        })
        await server.listen()
        const url = server.resolvedUrls!.local[0]!
        assert.deepEqual(await lookAt((await get(`${url}a.jpg`)).bytes), untouched(1))
        const page = await openListening(url)
        const reloaded = page.waitForEvent('load')
        // In one step: Vite reads the file as soon as it changes, and does not look again when that was in mid-writing.
        await site.write({ 'vite.config.js.new': config('[30, 16, 30, 24]') })
        await rename(site.path('vite.config.js.new'), site.path('vite.config.js'))
        await reloaded
        await eventually(async () => (await lookAround(page).catch(() => []))[0]?.hasObject === false)
        await page.close()
      })
    })

    it('shows a failing engine’s sentence in the overlay, and lives on', async () => {
      await site.write(photo)
      let fails = true
      const engine: CountedEngine = {
        ...site.engine,
        fill: (...call) => (fails ? Promise.reject(new Error('no more paint')) : site.engine.fill(...call)),
      }
      const url = await serve({ use: using(engine), dev: 'engine' })
      const page = await openPage()
      await page.goto(url)
      const overlay = page.locator('vite-error-overlay .message-body')
      await overlay.waitFor()
      assert.match((await overlay.textContent()) ?? '', /no more paint/)
      fails = false
      assert.deepEqual(await lookAt((await get(`${url}a.jpg`)).bytes), clean(1))
      await page.close()
    })

    it('shows a wrong query in the overlay, with file and line', async () => {
      await site.write({
        'a.jpg': 1,
        'index.html': '<!doctype html><script type="module" src="/main.js"></script>',
        'main.js': '// first\nimport a from "./a.jpg?rect=1,2,3&remove"\nconsole.log(a)',
      })
      const page = await openPage()
      await page.goto(await serve())
      const overlay = page.locator('vite-error-overlay .message-body')
      await overlay.waitFor()
      assert.match((await overlay.textContent()) ?? '', /In main\.js:2, .*Expected `rect` to be x,y,width,height/)
      await page.close()
    })

    it('shows the sentence of an engine that fails behind a stand-in', async () => {
      await site.write(photo)
      const engine: CountedEngine = { ...site.engine, fill: () => Promise.reject(new Error('no more paint')) }
      const url = await serve({ use: using(engine) })
      const page = await openPage()
      await page.goto(url)
      const overlay = page.locator('vite-error-overlay .message-body')
      await overlay.waitFor()
      assert.match((await overlay.textContent()) ?? '', /no more paint/)
      await page.close()
    })
  })
}

/** A path as it is: `fetch` would tidy it. */
function raw(url: URL, path: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = url
    request({ hostname, port, path }, (response) => {
      buffer(response).then(resolve, reject)
    })
      .on('error', reject)
      .end()
  })
}

async function isOurs(bytes: Buffer): Promise<boolean> {
  return lookAt(bytes).then(
    () => true,
    () => false,
  )
}

/** Whether the counting engine filled the object's place: it paints in one grey. */
async function isPainted(bytes: Buffer): Promise<boolean> {
  const { left, top, width, height } = object
  const inside = { left: left + 4, top: top + 4, width: width - 8, height: height - 8 }
  const { channels } = await sharp(await sharp(bytes).extract(inside).toBuffer()).stats()
  return channels.slice(0, 3).every(({ mean }) => Math.abs(mean - 90) < 3)
}

async function moveMask(path: string): Promise<void> {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="96" height="64"><rect width="100%" height="100%"/><rect width="6" height="6" fill="#fff"/></svg>'
  await sharp(Buffer.from(svg)).png().toFile(path)
}
