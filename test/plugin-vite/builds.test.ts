import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Plugin } from 'vite'
import { eventually } from '../fixtures/eventually.ts'
import { lookAt } from '../playground/pictures.ts'
import { vites } from '../playground/vites.ts'
import { useSite } from './site.ts'

interface Watcher {
  on(event: 'event', listen: (event: { result?: { close(): void } }) => void): void
  close(): Promise<void>
}

const clean = (number: number) => ({ number, hasObject: false })

for (const { name, vite } of vites) {
  describe(`a build by ${name}`, () => {
    const site = useSite()
    const build = (options = {}, config = {}) => vite.build(site.settings(options, config))

    it('names what it emits as the photos are named', async () => {
      await site.write({ 'a.jpg': 1, 'a.mask.png': 'mask', 'index.html': '<img src="a.jpg">' })
      await build()
      const [file] = [...(await site.outputs())].filter(([path]) => path.endsWith('.jpg'))
      assert.match(file![0], /^assets\/a-[\w-]{8}\.jpg$/)
    })

    it('names the user’s files in the manifests', async () => {
      await site.write({
        'a.jpg': 1,
        'a.mask.png': 'mask',
        'b.jpg': 2,
        'index.html': '<script type="module" src="/main.js"></script>',
        'main.js': `import a from './a.jpg'
          import b from './b.jpg?rect=36,20,16,16&remove'
          import c from './b.jpg?rect=30,20,30,16&remove'
          console.log(a, b, c)`,
      })
      await build({}, { build: { manifest: true, ssrManifest: true } })
      const read = async (file: string) => JSON.parse(await readFile(site.path(`dist/.vite/${file}`), 'utf8'))
      const manifest = await read('manifest.json')
      assert.deepEqual(
        Object.keys(manifest)
          .map((key) => key.replace(/=\w+$/, '='))
          .sort(),
        ['a.jpg', 'b.jpg?paintout=', 'b.jpg?paintout=', 'index.html'],
      )
      assert.equal(manifest['a.jpg'].src, 'a.jpg')
      const text = JSON.stringify([manifest, await read('ssr-manifest.json')])
      assert.ok(!text.includes('node_modules'), text)
    })

    it('inlines cleaned photos into a library', async () => {
      await site.write({
        'a.jpg': 1,
        'a.mask.png': 'mask',
        'main.js': 'import a from "./a.jpg"; import "./style.css"; export { a }',
        'style.css': 'p { background: url(./a.jpg) }',
      })
      await build({}, { build: { lib: { entry: 'main.js', formats: ['es'], fileName: 'out', cssFileName: 'out' } } })
      const outputs = [...(await site.outputs())]
      assert.equal(outputs.length, 2)
      for (const [, text] of outputs) {
        const [, base64] = /data:image\/jpeg;base64,([\w+/=]+)/.exec(String(text))!
        assert.deepEqual(await lookAt(Buffer.from(base64!, 'base64')), clean(1))
      }
    })

    it('leaves a new URL on a server as it is, as Vite does', async () => {
      await site.write({
        'a.jpg': 1,
        'a.mask.png': 'mask',
        'server.js': 'import a from "./a.jpg"; export default [a, new URL("./a.jpg", import.meta.url)]',
      })
      await build({}, { build: { ssr: 'server.js', ssrEmitAssets: true } })
      assert.deepEqual(await site.pictures(), { 'a.jpg': clean(1) })
      const server = (await site.outputs()).get('server.js')!.toString()
      assert.match(server, /new URL\("\.\/a\.jpg", import\.meta\.url\)/)
    })

    it('gives client and server the same names, and asks the engine once', async () => {
      await site.write({
        'a.jpg': 1,
        'a.mask.png': 'mask',
        'index.html': '<script type="module" src="/main.js"></script>',
        'main.js': 'import a from "./a.jpg"; export const photo = a; console.log(photo)',
      })
      await build()
      await build({}, { build: { ssr: 'main.js', outDir: 'server' } })
      const [emitted] = [...(await site.outputs())].map(([file]) => file).filter((file) => file.endsWith('.jpg'))
      const server = [...(await site.outputs('server'))].find(([file]) => file.endsWith('main.js'))![1]
      assert.ok(emitted && String(server).includes(`/${emitted}`), String(server))
      assert.equal(site.engine.calls.length, 1)
    })

    it('keeps a postcss.config.js of the user working', async () => {
      await site.write({
        'a.jpg': 1,
        'a.mask.png': 'mask',
        'index.html': '<style>p { background: url(a.jpg) }</style><p>',
        'postcss.config.js': `export default { plugins: [{ postcssPlugin: 'mark', Once(root) { root.append('.marked { color: red }') } }] }`,
      })
      await build()
      const css = [...(await site.outputs())].find(([file]) => /\.(?:css|html)$/.test(file) && file !== 'x')!
      const all = [...(await site.outputs())].map(([, bytes]) => String(bytes)).join('')
      assert.ok(css && all.includes('.marked'))
      assert.deepEqual(await site.pictures(), { 'a.jpg': clean(1) })
    })

    it('asks the user’s functions about the user’s files', async () => {
      await site.write({
        'icons/a.jpg': 1,
        'icons/a.mask.png': 'mask',
        'b.jpg': 2,
        'b.mask.png': 'mask',
        'index.html': '<img src="icons/a.jpg"><img src="b.jpg">',
      })
      const named: string[] = []
      const assetFileNames = ({ originalFileNames }: { originalFileNames: readonly string[] }) => {
        named.push(...originalFileNames)
        return '[name][extname]'
      }
      const assetsInlineLimit = (file: string) => file === site.path('icons/a.jpg')
      await build({}, { build: { assetsInlineLimit, rollupOptions: { output: { assetFileNames } } } })
      const outputs = await site.outputs()
      assert.match(outputs.get('index.html')!.toString(), /<img src="data:image\/jpeg;base64,.*<img src="\/b\.jpg">/s)
      assert.ok(named.includes('b.jpg'))
      assert.deepEqual(
        named.filter((name) => name.includes('paintout/')),
        [],
      )
    })

    it('leaves the configuration as it is, whose parts may be those of another build', async () => {
      const css = { devSourcemap: false }
      const worker = { format: 'es' as const }
      await site.write({
        'a.jpg': 1,
        'a.mask.png': 'mask',
        'index.html': '<style>p { background: url(a.jpg) }</style><p>',
      })
      await build({}, { css, worker })
      assert.ok(!('postcss' in css) && !('plugins' in worker))
    })

    it('cleans photos whose names hold a per cent sign', async () => {
      await site.write({
        'a%20b.jpg': 1,
        'a%20b.mask.png': 'mask',
        'index.html':
          '<style>p { background: url("a%2520b.jpg") }</style><script type="module" src="/main.js"></script>',
        'main.js': 'console.log(new URL("./a%20b.jpg", import.meta.url))',
      })
      await build()
      assert.deepEqual(await site.pictures(), { 'a_20b.jpg': clean(1) })
    })

    it('keeps inline PostCSS plugins working', async () => {
      await site.write({
        'a.jpg': 1,
        'a.mask.png': 'mask',
        'index.html': '<style>p { background: url(a.jpg) }</style><p>',
      })
      const mark = {
        postcssPlugin: 'mark',
        Once: (root: { append(css: string): void }) => root.append('.marked { color: red }'),
      }
      await build({}, { css: { postcss: { plugins: [mark] } } })
      assert.ok([...(await site.outputs())].some(([, bytes]) => String(bytes).includes('.marked')))
      assert.deepEqual(await site.pictures(), { 'a.jpg': clean(1) })
    })

    for (const [language, code] of Object.entries({
      css: '.a { background: url(./a.jpg) }',
      scss: '// A comment that is none in CSS.\n@use "./names" as *;\n.a { &:hover { background: url(./a.jpg) } }',
      sass: '@use "./names" as *\n.a\n  &:hover\n    background: url(./a.jpg)',
    })) {
      it(`cleans what a component's style in ${language} names, by Lightning CSS too`, async () => {
        const style = `?component&type=style&index=0&lang.${language}`
        const components: Plugin = {
          name: 'components',
          load(id) {
            if (id.endsWith(style)) return code
            if (id.endsWith('App.component')) return `import ${JSON.stringify(`./App.component${style}`)}`
            return undefined
          },
        }
        await site.write({
          'a.jpg': 1,
          'a.mask.png': 'mask',
          'names.scss': '$colour: red;',
          'App.component': '',
          'index.html': '<script type="module" src="/main.js"></script>',
          'main.js': 'import "./App.component"',
        })
        for (const transformer of ['postcss', 'lightningcss'] as const) {
          await build({}, { css: { transformer }, plugins: [components] })
          assert.deepEqual(await site.pictures(), { 'a.jpg': clean(1) })
        }
      })
    }

    it('says what it did in a line, and in report.json', async () => {
      await site.write({
        'a.jpg': 1,
        'a.mask.png': 'mask',
        'b.jpg': 2,
        'index.html': '<img src="a.jpg"><img src="b.jpg?rect=36,20,16,16&remove">',
      })
      await build()
      assert.ok(site.said.some((line) => /^\[paintout\] 2 cleaned, 0 from the cache, 2 photos, \d+\.\d s$/.test(line)))
      await build()
      assert.ok(site.said.some((line) => /^\[paintout\] 0 cleaned, 2 from the cache, 2 photos, \d+\.\d s$/.test(line)))
      const { images } = JSON.parse(await readFile(site.path('node_modules/.vite/paintout/report.json'), 'utf8'))
      assert.deepEqual(
        images.map(({ photo, by, known }: Record<string, unknown>) => ({ photo, by, known })),
        [
          { photo: 'a.jpg', by: 'side-car', known: true },
          { photo: 'b.jpg', by: 'query', known: true },
        ],
      )
      for (const { report } of images) assert.equal(report.outsideChanged, 0)
    })

    for (const shared of [false, true]) {
      it(`of several environments asks the engine once${shared ? ', with one configuration for all' : ''}`, async () => {
        await site.write({
          'a.jpg': 1,
          'a.mask.png': 'mask',
          'index.html': '<script type="module" src="/main.js"></script>',
          'main.js': 'import a from "./a.jpg"; console.log(a)',
        })
        const outDir = (name: string) => ({
          build: { outDir: name, rollupOptions: { input: site.path('main.js') }, emitAssets: true },
        })
        const builder = await vite.createBuilder(
          site.settings({}, {
            environments: {
              client: outDir('client'),
              ssr: outDir('server'),
              edge: { ...outDir('edge'), consumer: 'server' },
            },
            builder: { sharedConfigBuild: shared },
          } as never),
        )
        await Promise.all(Object.values(builder.environments).map((environment) => builder.build(environment)))
        for (const folder of ['client', 'server', 'edge']) {
          assert.deepEqual(await site.pictures(folder), { 'a.jpg': clean(1) }, folder)
        }
        assert.equal(site.engine.calls.length, 1)
      })
    }

    describe('with a worker that names a photo', () => {
      beforeEach(() =>
        site.write({
          'a.jpg': 1,
          'a.mask.png': 'mask',
          'index.html': '<script type="module" src="/main.js"></script>',
          'main.js': 'new Worker(new URL("./worker.js", import.meta.url), { type: "module" })',
          'worker.js': 'import a from "./a.jpg"; postMessage(a)',
        }),
      )

      it('cleans it, and counts it with the photos of the page', async () => {
        await site.write({ 'index.html': '<img src="a.jpg"><script type="module" src="/main.js"></script>' })
        await build({}, { worker: { format: 'es' } })
        assert.deepEqual(await site.pictures(), { 'a.jpg': clean(1) })
        assert.equal(site.engine.calls.length, 1)
        assert.equal(site.said.filter((line) => line.includes('cleaned,')).length, 1)
      })

      it('cleans what a query asks for, inlined too', async () => {
        await site.write({ 'b.jpg': 2, 'worker.js': 'import b from "./b.jpg?rect=36,20,16,16&remove"; postMessage(b)' })
        await build({}, { worker: { format: 'es' }, build: { assetsInlineLimit: 1e6 } })
        const [worker] = [...(await site.outputs())].filter(([path]) => path.startsWith('assets/worker-'))
        const [, bytes = ''] = /base64,([\w+/=]+)/.exec(worker![1].toString()) ?? []
        assert.deepEqual(await lookAt(Buffer.from(bytes, 'base64')), clean(2))
      })

      it('leaves it to the plugin that the worker’s configuration names', async () => {
        const plugins = () => [Promise.resolve(site.settings().plugins)] as never
        await build({}, { worker: { format: 'es', plugins } })
        assert.deepEqual(await site.pictures(), { 'a.jpg': clean(1) })
      })
    })

    it('follows edits while it watches', async () => {
      await site.write({
        'a.jpg': 1,
        'a.mask.png': 'mask',
        'b.jpg': 2,
        'b.mask.png': 'mask',
        'public/c.jpg': 3,
        'public/c.mask.png': 'mask',
        'index.html': '<img src="a.jpg"><style>p { background: url(b.jpg) }</style><p>',
      })
      const watcher = (await vite.build(site.settings({}, { build: { watch: {} } }))) as unknown as Watcher
      watcher.on('event', ({ result }) => result?.close())
      const shows = (expected: object) =>
        eventually(async () => isDeepStrictEqual(await site.pictures().catch(() => undefined), expected))
      try {
        await shows({ 'a.jpg': clean(1), 'b.jpg': clean(2), 'c.jpg': clean(3) })
        await site.write({ 'a.jpg': 10 })
        await shows({ 'a.jpg': clean(10), 'b.jpg': clean(2), 'c.jpg': clean(3) })
        await site.write({ 'b.jpg': 11 })
        await shows({ 'a.jpg': clean(10), 'b.jpg': clean(11), 'c.jpg': clean(3) })
        await site.write({ 'public/c.jpg': 12 })
        await shows({ 'a.jpg': clean(10), 'b.jpg': clean(11), 'c.jpg': clean(12) })
      } finally {
        await watcher.close()
      }
    })

    it('follows what was edited while a build failed that it watches', async () => {
      const page = (query: string) => `<img src="a.jpg"><img src="b.jpg?${query}&remove">`
      await site.write({ 'a.jpg': 1, 'a.mask.png': 'mask', 'b.jpg': 2, 'index.html': page('rect=36,20,16,16') })
      const watcher = (await vite.build(site.settings({}, { build: { watch: {} } }))) as unknown as Watcher
      const says = (line: RegExp) => eventually(async () => site.said.some((each) => line.test(each)))
      try {
        await says(/2 cleaned, 0 from the cache/)
        await site.write({ 'index.html': page('rect=1,2,3') })
        await says(/Expected `rect` to be x,y,width,height/)
        await site.write({ 'a.jpg': 10 })
        site.said.length = 0
        await site.write({ 'index.html': page('rect=36,20,16,16') })
        await says(/1 cleaned, 1 from the cache, 2 photos/)
        assert.deepEqual(await site.pictures(), { 'a.jpg': clean(10), 'b.jpg': clean(2) })
      } finally {
        await watcher.close()
      }
    })
  })
}

describe('two builds at once', () => {
  const site = useSite()

  it('ask the engine once for each photo', async () => {
    await site.write({ 'a.jpg': 1, 'a.mask.png': 'mask', 'index.html': '<img src="a.jpg">' })
    await Promise.all([site.build(), site.build({}, { build: { outDir: 'other' } })])
    assert.deepEqual(
      [await site.pictures(), await site.pictures('other')],
      [{ 'a.jpg': clean(1) }, { 'a.jpg': clean(1) }],
    )
    assert.equal(site.engine.calls.length, 1)
  })
})

describe('the cache', () => {
  const site = useSite()
  const photo = { 'a.jpg': 1, 'a.mask.png': 'mask', 'index.html': '<img src="a.jpg">' }

  it('spares a second build the engine', async () => {
    await site.write(photo)
    await site.build()
    await site.build()
    assert.equal(site.engine.calls.length, 1)
    assert.deepEqual(await site.pictures(), { 'a.jpg': clean(1) })
  })

  it('holds no answer for another photo, mask, option or engine', async () => {
    await site.write(photo)
    await site.build()
    await site.write({ 'a.jpg': 5 })
    await site.build()
    assert.equal(site.engine.calls.length, 2)
    await site.write({ 'a.mask.png': 'mask' })
    await site.build()
    assert.equal(site.engine.calls.length, 2, 'the same mask, written again')
    await site.build({ rules: [{ include: '*.jpg', dilate: '6px' }] })
    assert.equal(site.engine.calls.length, 3)
    await site.build({ engine: 'local' })
    assert.deepEqual(await site.pictures(), { 'a.jpg': clean(5) })
    assert.equal(site.engine.calls.length, 3)
  })

  it('is made again where it was deleted or its notes are damaged', async () => {
    await site.write(photo)
    await site.build()
    await site.write({
      'node_modules/.vite/paintout/digests.json': '{"version":1,"files":',
      'node_modules/.vite/paintout/report.json': 'x',
    })
    await site.build()
    await site.write({ 'node_modules/.vite/paintout/digests.json': '{"version":2}' })
    await site.build()
    assert.equal(site.engine.calls.length, 1)
    const { rm } = await import('node:fs/promises')
    await rm(site.path('node_modules/.vite'), { recursive: true })
    await site.build()
    assert.equal(site.engine.calls.length, 2)
    assert.deepEqual(await site.pictures(), { 'a.jpg': clean(1) })
  })

  it('keeps nothing of a failure', async () => {
    await site.write(photo)
    let fails = true
    const { using } = await import('./site.ts')
    const engine = {
      ...site.engine,
      fill: (...call: Parameters<typeof site.engine.fill>) =>
        fails ? Promise.reject(new Error('down')) : site.engine.fill(...call),
    }
    await assert.rejects(site.build({ use: using(engine) }), /down/)
    fails = false
    await site.build({ use: using(engine) })
    assert.deepEqual(await site.pictures(), { 'a.jpg': clean(1) })
  })
})

describe('a build of Vite 8', () => {
  const site = useSite()

  it('cleans what its configuration says is a picture’s address too', async () => {
    await site.write({
      'a.jpg': 1,
      'a.mask.png': 'mask',
      'b.jpg': 2,
      'c.jpg': 3,
      'c.mask.png': 'mask',
      'index.html':
        '<my-photo photo="a.jpg" set="b.jpg?rect=36,20,16,16&remove 2x"></my-photo><my-photo photo="c.jpg" raw></my-photo>',
    })
    const source = {
      srcAttributes: ['photo'],
      srcsetAttributes: ['set'],
      filter: ({ attributes }: { attributes: Record<string, string> }) => !('raw' in attributes),
    }
    await site.build({}, { html: { additionalAssetSources: { 'my-photo': source } } })
    assert.deepEqual(await site.pictures(), { 'a.jpg': clean(1), 'b.jpg': clean(2) })
    assert.match((await site.outputs()).get('index.html')!.toString(), /photo="c\.jpg" raw/)
  })
})
