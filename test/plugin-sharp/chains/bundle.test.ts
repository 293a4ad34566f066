import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'vite'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Prints what sharp and ours say of input that both refuse, and what ours says of a wrong option. */
const program = `
  import sharpLib from 'sharp'
  import { localEngine } from '@paintout/engine-local'
  import { withPaintout } from '@paintout/plugin-sharp'
  function bring() { this.engine(localEngine()) }
  const stackOf = (call) => { try { call() } catch (error) { return error.stack } }
  const sharp = withPaintout(sharpLib, { use: [bring] })
  const stacks = []
  for (const each of [sharpLib, sharp]) stacks.push(stackOf(() => theUsersOwnLine(each)))
  function theUsersOwnLine(sharp) { return sharp(7) }
  stacks.push(stackOf(() => sharp('photo.jpg').removeByMask({ mask: 7 })))
  console.log(JSON.stringify(stacks))`

describe('a bundle of a program and of all that it uses but sharp', () => {
  let folder: string
  before(async () => {
    // Inside of the project, where the bundle finds sharp.
    await mkdir(join(root, 'node_modules/.cache'), { recursive: true })
    folder = await mkdtemp(join(root, 'node_modules/.cache/bundle-'))
    await writeFile(join(folder, 'program.js'), program)
    for (const format of ['es', 'cjs'] as const) {
      await build({
        root: folder,
        logLevel: 'silent',
        configFile: false,
        ssr: { noExternal: true, external: ['sharp'], resolve: { conditions: ['@paintout/source'] } },
        build: {
          ssr: 'program.js',
          outDir: format,
          sourcemap: true,
          minify: false,
          rolldownOptions: { output: { format, entryFileNames: format === 'es' ? 'out.mjs' : 'out.cjs' } },
        },
      })
    }
  })
  after(() => rm(folder, { recursive: true }))

  for (const [file, ...flags] of [['es/out.mjs'], ['cjs/out.cjs'], ['es/out.mjs', '--enable-source-maps']] as const) {
    it(`is told what sharp tells, at the program’s own line: ${[file, ...flags].join(' ')}`, async () => {
      const { stdout } = await promisify(execFile)(process.execPath, [...flags, join(folder, file)])
      const [theirs, ours, wrong] = JSON.parse(stdout) as string[]
      assert.ok(theirs!.includes('theUsersOwnLine'))
      assert.equal(ours, theirs)
      assert.match(wrong!, /^PaintoutError: Expected `mask` of removeByMask .*\n +at .*(out\.|program\.js)/)
    })
  }
})
