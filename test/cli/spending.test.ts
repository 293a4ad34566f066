import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { runCommand, spawnCommand } from '../fixtures/command.ts'
import { type CountingServer, startCountingServer } from '../fixtures/counting-server.ts'
import { useFolder } from '../fixtures/folder.ts'
import { writePhotos } from '../fixtures/photos.ts'

const engine = fileURLToPath(new URL('../fixtures/paid-engine.ts', import.meta.url))

describe('one photo by an engine that costs money', () => {
  const folder = useFolder()
  let server: CountingServer
  let photo: string
  beforeEach(async () => {
    server = await startCountingServer(150)
    ;[photo] = (await writePhotos(folder.path('photos'), 1)) as [string]
  })
  afterEach(() => server.close())

  const words = (...more: string[]) => [photo, '--engine', engine, '--store', folder.path('.paintout'), ...more]
  const around = (env: Record<string, string> = {}) => ({ env: { PAINTOUT_TEST_SERVER: server.url, CI: '', ...env } })

  it('is paid for once, frozen where CI is set, and named by its command where it is missing', async () => {
    const missing = await spawnCommand(words('-o', folder.path('a.png')), around({ CI: '1' }))
    assert.equal(missing.code, 1)
    assert.match(missing.stderr, /^paintout: Expected the fill of .*`npx paintout .*photo-0000\.png .* --no-frozen`\n$/)
    assert.equal(server.calls.length, 0)
    for (const env of [{ CI: '1', PAINTOUT_FROZEN: '0' }, {}, { CI: '1' }]) {
      assert.equal((await spawnCommand(words('-o', folder.path('a.png')), around(env))).code, 0)
    }
    assert.equal(server.paidImages(), 1)
  })

  it('says what it pays before it does', async () => {
    const { stderr } = await spawnCommand(words('-o', folder.path('a.png')), around())
    assert.match(stderr, /^Paying \$0\.04 a picture by paid: 1 for \S+photo-0000\.png, \$0\.04\n/)
    const again = await spawnCommand(words('-o', folder.path('b.png')), around())
    assert.doesNotMatch(again.stderr, /Paying/)
  })

  it('has a plan, a price and a budget', async () => {
    const plan = await spawnCommand(words('--dry-run'), around())
    assert.equal(String(plan.stdout), 'Plan: 1 photo, 1 region, 1 call, 0 known, 1 picture to pay for, $0.04\n')
    const over = await spawnCommand(words('-o', folder.path('a.png'), '--budget-usd', '0.03'), around())
    assert.equal(over.code, 1)
    assert.match(over.stderr, /a budget of \$0\.03, got 1 picture more for \$0\.04/)
    assert.equal(server.calls.length, 0)
  })

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`that is interrupted by ${signal} keeps what was on its way`, () => interrupts(engine, signal))
  }

  it('that is interrupted in mid-writing keeps what was on its way', async () => {
    // What guards a file while it is written, and would end a process in which nobody else hears the signal.
    const atomic = createRequire(import.meta.resolve('@paintout/store')).resolve('write-file-atomic')
    const guarded = folder.path('guarded.mjs')
    const guard = [
      `import { createRequire } from 'node:module'`,
      `createRequire(${JSON.stringify(atomic)})('signal-exit').onExit(() => {})`,
      `export { default } from ${JSON.stringify(pathToFileURL(engine).href)}`,
    ]
    await writeFile(guarded, guard.join('\n'))
    await interrupts(guarded)
  })

  async function interrupts(engine: string, signal: NodeJS.Signals = 'SIGINT'): Promise<void> {
    const words = (...more: string[]) => [photo, '--engine', engine, '--store', folder.path('.paintout'), ...more]
    const { code } = await spawnCommand(words('-o', folder.path('a.png')), {
      ...around(),
      meet: async (child) => {
        while (server.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
        child.kill(signal)
      },
    })
    assert.equal(code, 130)
    assert.equal(existsSync(folder.path('a.png')), false)
    const again = await spawnCommand(words('-o', folder.path('a.png'), '--frozen'), around())
    assert.equal(again.code, 0, again.stderr)
    assert.equal(server.paidImages(), 1)
  }

  it('is shown in a page by --report', async () => {
    const report = folder.path('report.html')
    const { code, stderr } = await spawnCommand(words('-o', folder.path('a.png'), '--report', report), around())
    assert.equal(code, 0, stderr)
    assert.match(await readFile(report, 'utf8'), /^<!doctype html>[\s\S]*<dd>\$0\.04<\/dd>/)
  })

  it('may be by an engine of the user’s own, and says what is wrong with it', async () => {
    await writeFile(folder.path('engine.mjs'), 'export default 7')
    const wrong = await runCommand([photo, '-o', folder.path('a.png'), '--engine', folder.path('engine.mjs')])
    assert.match(wrong.stderr, /default export of .* to be a plugin that brings an engine, got number/)
    const missing = await runCommand([photo, '-o', folder.path('a.png'), '--engine', './none.mjs'])
    assert.match(missing.stderr, /Expected an engine in `\.\/none\.mjs`/)
    assert.deepEqual([wrong.code, missing.code], [2, 2])
  })
})

describe('one photo by the local engine', () => {
  const folder = useFolder()

  it('leaves no store where none was named', async () => {
    const [photo] = (await writePhotos(folder.path('photos'), 1)) as [string]
    await writeFile(folder.path('package.json'), '{}')
    const { code } = await spawnCommand([photo, '-o', folder.path('a.png')], { cwd: folder.path('.') })
    assert.equal(code, 0)
    assert.equal(existsSync(folder.path('.paintout')), false)
  })
})
