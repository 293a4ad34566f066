import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { lookAt, writeMask, writePhoto } from './pictures.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const fromSource = ['--import', import.meta.resolve('tsx'), '--conditions=@paintout/source']

/** Both frameworks want Node 22 or newer. */
const [major = 0] = process.versions.node.split('.').map(Number)
const describeWhereInstalled = major >= 22 ? describe : describe.skip

const frameworks = [
  {
    name: 'astro',
    settings: 'astro.config.mjs',
    program: 'node_modules/astro/bin/astro.mjs',
    build: ['build'],
    serve: ['dev', '--host', '127.0.0.1', '--port', '47321'],
    output: 'dist',
    photos: { 'astro-import': true, 'astro-query': false },
  },
  {
    name: 'sveltekit',
    settings: 'vite.config.js',
    program: 'node_modules/vite/bin/vite.js',
    build: ['build'],
    serve: ['dev', '--host', '127.0.0.1', '--port', '47322'],
    output: '.svelte-kit/output/client',
    photos: { 'svelte-import': true, 'svelte-enhanced': false, 'svelte-side-car': true },
  },
] as const

const env = { ...process.env, ASTRO_TELEMETRY_DISABLED: '1', NO_COLOR: '1' }

for (const { name, settings, program, build, serve, output, photos } of frameworks) {
  const numbers = Object.keys(photos).map((_, number) => number)

  describeWhereInstalled(`an app of ${name}`, () => {
    let app: string
    beforeEach(async () => {
      app = await mkdtemp(join(tmpdir(), `paintout-${name}-`))
      await cp(fileURLToPath(new URL(name, import.meta.url)), app, { recursive: true })
      await symlink(join(root, 'node_modules'), join(app, 'node_modules'))
      await importFromSource(join(app, settings))
      await writeFile(join(app, 'package.json'), '{ "private": true, "type": "module" }')
      for (const [number, [photo, hasSideCar]] of Object.entries(photos).entries()) {
        await writePhoto(join(app, `src/${photo}.jpg`), number)
        if (hasSideCar) await writeMask(join(app, `src/${photo}.mask.png`))
      }
    })
    afterEach(() => rm(app, { recursive: true }))

    it('is built with cleaned pictures only', async () => {
      const parameters = [...fromSource, join(root, program), ...build]
      const { stdout, stderr } = await run(process.execPath, parameters, { cwd: app, env })
      assert.match(stdout, /\[paintout\] \d cleaned/)
      assert.doesNotMatch(
        stdout + stderr,
        /not work correctly|not supported/,
        'the framework takes the plugin as it is',
      )
      const seen = new Set<number>()
      for (const file of await readdir(join(app, output), { recursive: true })) {
        if (!/\.(?:jpe?g|png|webp|avif)$/.test(file)) continue
        const { number, hasObject } = await lookAt(await readFile(join(app, output, file)))
        assert.ok(!hasObject, `${file} shows the object`)
        seen.add(number)
      }
      assert.deepEqual([...seen].sort(), numbers)
    })

    it('shows cleaned pictures only in its dev server', async () => {
      const server = spawn(process.execPath, [...fromSource, join(root, program), ...serve], { cwd: app, env })
      try {
        const url = await addressOf(server.stdout)
        const page = await (await fetch(url)).text()
        const seen = new Set<number>()
        for (const address of picturesIn(page)) {
          const response = await fetch(new URL(address, url))
          const { number, hasObject } = await lookAt(new Uint8Array(await response.arrayBuffer()))
          assert.ok(!hasObject, `${address} shows the object`)
          seen.add(number)
        }
        assert.deepEqual([...seen].sort(), numbers)
      } finally {
        server.kill()
        await once(server, 'exit')
      }
    })
  })
}

/** Where a server says that it listens. */
async function addressOf(output: NodeJS.ReadableStream): Promise<string> {
  const lines: string[] = []
  for await (const line of createInterface(output)) {
    lines.push(line)
    const [url] = /http:\/\/127\.0\.0\.1:\d+\//.exec(line) ?? []
    if (url) return url
  }
  throw new Error(`Expected the server to say where it listens, got: ${lines.join('\n')}`)
}

/** Addresses in `src` and `srcset` of images and sources, scripts left out. */
function picturesIn(page: string): readonly string[] {
  const tags = [...page.matchAll(/<(?:img|source)\b[^>]*>/g)].map(([tag]) => tag)
  const values = tags.flatMap((tag) => [...tag.matchAll(/\bsrc(?:set)?="([^"]*)"/g)].map(([, value = '']) => value))
  return values
    .flatMap((value) => value.split(/,\s+/))
    .map((each) =>
      each
        .trim()
        .split(' ')[0]!
        .replace(/&(?:amp|#38);/g, '&'),
    )
}

/** Bundlers of settings look for the built plugin, and there may be none: this import they cannot read, so Node does it. */
async function importFromSource(settings: string): Promise<void> {
  const text = await readFile(settings, 'utf8')
  const dynamic = text.replace(
    /import \{ paintout \} from ('@paintout\/plugin-vite')/,
    'const { paintout } = await import(String($1))',
  )
  assert.notEqual(dynamic, text)
  await writeFile(settings, dynamic)
}
