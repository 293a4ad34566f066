import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, readFile, symlink } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { useSite } from './site.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const fromSource = ['--import', import.meta.resolve('tsx'), '--conditions=@paintout/source']

/** Builds into the folder that it is told, and notes every call of its engine in a file. */
const program = `
  import { appendFileSync } from 'node:fs'
  import { plugin } from '@paintout/core'
  import { paintout } from '@paintout/plugin-vite'
  import { build } from 'vite'

  const noting = plugin(function noting() {
    this.engine({
      name: 'noting', contract: 1, accepts: () => true, fingerprint: () => null,
      limits: { maxCandidates: 1, takesMask: true, drifts: false, native: true, targets: [], usdPerImage: 0 },
      async fill({ image }) {
        appendFileSync('calls', 'call\\n')
        await new Promise((resolve) => setTimeout(resolve, 300))
        return [{ image: { ...image.pixels, data: image.pixels.data.slice().fill(90) } }]
      },
    })
    return undefined
  })
  await build({
    configFile: false, logLevel: 'error', plugins: [paintout({ use: noting })],
    build: { outDir: process.argv[2], assetsInlineLimit: 0 },
  })`

/** Builds by the local engine, and says which libraries of others were loaded for it. */
const cold = `
  import { paintout } from '@paintout/plugin-vite'
  import { build } from 'vite'

  await build({ configFile: false, logLevel: 'error', plugins: [paintout()], build: { assetsInlineLimit: 0 } })
  console.log(process.report.getReport().sharedObjects.filter((path) => /sharp|vips/.test(path)).length)`

describe('builds in several processes', () => {
  const site = useSite()

  async function link(): Promise<void> {
    await mkdir(site.path('node_modules/@paintout'))
    for (const name of ['core', 'plugin-vite']) {
      await symlink(`${root}packages/${name}`, site.path(`node_modules/@paintout/${name}`))
    }
    await symlink(`${root}node_modules/vite`, site.path('node_modules/vite'))
  }

  const start = (program: string, ...words: string[]) =>
    run(process.execPath, [...fromSource, program, ...words], { cwd: site.root })

  it('decode nothing where everything was made before: the codec is not even loaded', async () => {
    await site.write({ 'a.jpg': 1, 'a.mask.png': 'mask', 'index.html': '<img src="a.jpg">', 'build.mjs': cold })
    await link()
    assert.ok(Number((await start('build.mjs')).stdout) > 0)
    const made = await site.outputs()
    assert.equal((await start('build.mjs')).stdout, '0\n')
    assert.deepEqual(await site.outputs(), made)
    assert.deepEqual(await site.pictures(), { 'a.jpg': { number: 1, hasObject: false } })
  })

  it('ask the engine once for each photo', async () => {
    const photos = ['a', 'b', 'c']
    await site.write({ 'index.html': photos.map((name) => `<img src="${name}.jpg">`).join(''), 'build.mjs': program })
    for (const [number, name] of photos.entries()) {
      await site.write({ [`${name}.jpg`]: number, [`${name}.mask.png`]: 'mask' })
    }
    await link()
    const outputs = ['one', 'two', 'three']
    await Promise.all(outputs.map((output) => start('build.mjs', output)))
    const clean = Object.fromEntries(photos.map((name, number) => [`${name}.jpg`, { number, hasObject: false }]))
    for (const output of outputs) assert.deepEqual(await site.pictures(output), clean)
    assert.equal(await readFile(site.path('calls'), 'utf8'), 'call\n'.repeat(photos.length))
  })
})
