import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
    command: ['node_modules/astro/bin/astro.mjs', 'build'],
    output: 'dist',
    photos: { 'astro-import': true, 'astro-query': false },
  },
  {
    name: 'sveltekit',
    command: ['node_modules/vite/bin/vite.js', 'build'],
    output: '.svelte-kit/output/client',
    photos: { 'svelte-import': true, 'svelte-enhanced': false, 'svelte-side-car': true },
  },
] as const

for (const { name, command, output, photos } of frameworks) {
  describeWhereInstalled(`an app of ${name}`, () => {
    let app: string
    beforeEach(async () => {
      app = await mkdtemp(join(tmpdir(), `paintout-${name}-`))
      await cp(fileURLToPath(new URL(name, import.meta.url)), app, { recursive: true })
      await symlink(join(root, 'node_modules'), join(app, 'node_modules'))
      await writeFile(join(app, 'package.json'), '{ "private": true, "type": "module" }')
      for (const [number, [photo, hasSideCar]] of Object.entries(photos).entries()) {
        await writePhoto(join(app, `src/${photo}.jpg`), number)
        if (hasSideCar) await writeMask(join(app, `src/${photo}.mask.png`))
      }
    })
    afterEach(() => rm(app, { recursive: true }))

    it('is built with cleaned pictures only', async () => {
      const [program, ...words] = command
      const env = { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' }
      const { stdout, stderr } = await run(process.execPath, [...fromSource, join(root, program), ...words], {
        cwd: app,
        env,
      })
      assert.match(stdout, /\[paintout\] \d cleaned/)
      assert.doesNotMatch(stdout + stderr, /not work correctly|not supported/, 'the framework takes the plugin as it is')
      const seen = new Set<number>()
      for (const file of await readdir(join(app, output), { recursive: true })) {
        if (!/\.(?:jpe?g|png|webp|avif)$/.test(file)) continue
        const { number, hasObject } = await lookAt(await readFile(join(app, output, file)))
        assert.ok(!hasObject, `${file} shows the object`)
        seen.add(number)
      }
      assert.deepEqual(
        [...seen].sort(),
        Object.keys(photos).map((_, number) => number),
      )
    })
  })
}
