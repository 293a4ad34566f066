import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { exportStore, verifyStore } from '@paintout/store'
import { spawnCommand } from '../fixtures/command.ts'
import { type CountingServer, startCountingServer } from '../fixtures/counting-server.ts'
import { useFolder } from '../fixtures/folder.ts'
import { cleanerOf, countingEngine, jobOf } from '../fixtures/paid-store.ts'
import { writePhotos } from '../fixtures/photos.ts'

const engine = fileURLToPath(new URL('../fixtures/paid-engine.ts', import.meta.url))

describe('several processes on one store', () => {
  const folder = useFolder()
  let server: CountingServer
  afterEach(() => server.close())

  const words = (out: string, ...more: string[]) => [
    ...[folder.path('photos'), '--out-dir', folder.path(out), '--store', folder.path('.paintout')],
    ...['--engine', engine, '--jobs', '8', '--no-frozen', '--quiet', ...more],
  ]
  const around = () => ({ env: { PAINTOUT_TEST_SERVER: server.url } })

  it('never pay twice: one works, the others wait and take its answer', async () => {
    server = await startCountingServer(100)
    await writePhotos(folder.path('photos'), 10)
    const ends = await Promise.all([1, 2, 3].map((run) => spawnCommand(words(`out-${run}`), around())))
    for (const { code, stderr } of ends) assert.equal(code, 0, stderr)
    assert.equal(server.paidImages(), 10)
    assert.equal(server.distinctFills(), 10)
    const [first, ...rest] = await Promise.all([1, 2, 3].map((run) => contentOf(folder.path(`out-${run}`))))
    for (const other of rest) assert.deepEqual(other, first)
    assert.deepEqual(await readdir(folder.path('.paintout/claims')), ['landed'])
  })

  it('lose what was under way when one is killed, and only that; verify lists it, and a rerun finishes', async () => {
    server = await startCountingServer(400)
    await writePhotos(folder.path('photos'), 12)
    const { code } = await spawnCommand(words('out'), {
      ...around(),
      meet: async (child) => {
        while (server.calls.length < 6) await new Promise((resolve) => setTimeout(resolve, 5))
        await new Promise((resolve) => setTimeout(resolve, 50))
        child.kill('SIGKILL')
      },
    })
    assert.equal(code, null)
    const { damaged, lost } = await verifyStore(folder.path('.paintout'))
    assert.deepEqual(damaged, [])
    const underway = server.underway()
    const rerun = await spawnCommand(words('out'), around())
    assert.equal(rerun.code, 0, rerun.stderr)
    assert.equal(server.distinctFills(), 12)
    assert.ok(underway > 0)
    assert.equal(server.paidImages() - 12, underway)
    assert.equal(lost.length, underway)
    const after = await verifyStore(folder.path('.paintout'))
    assert.deepEqual([after.sound, after.damaged.length, after.lost.length, after.underway], [12, 0, underway, 0])
    const said = await spawnCommand(['store', 'verify', '--store', folder.path('.paintout')])
    assert.equal(said.code, 0)
    assert.equal(
      String(said.stdout).match(/^sent, answer lost: .*photo-\d+\.png by paid at .*, 1 picture, up to \$0\.04$/gm)
        ?.length,
      underway,
    )
  })

  it('end cleanly on Ctrl-C: what is under way is finished and kept, and a second run does what is missing', async () => {
    server = await startCountingServer(200)
    await writePhotos(folder.path('photos'), 30)
    const interrupted = await spawnCommand(
      words('out').filter((word) => word !== '--quiet'),
      {
        ...around(),
        meet: async (child) => {
          while (server.calls.length < 12) await new Promise((resolve) => setTimeout(resolve, 5))
          child.kill('SIGINT')
        },
      },
    )
    assert.equal(interrupted.code, 130, interrupted.stderr)
    assert.match(interrupted.stderr, /Interrupted: \d+ of 30 photos are done, .* Run the same command again to go on\./)
    const { lost, sound } = await verifyStore(folder.path('.paintout'))
    assert.deepEqual(lost, [])
    assert.equal(sound, server.calls.length)
    assert.ok(sound < 30)
    const rerun = await spawnCommand(words('out', '--json'), around())
    assert.equal(rerun.code, 0, rerun.stderr)
    const { made, kept } = JSON.parse(String(rerun.stdout))
    assert.equal(made + kept, 30)
    assert.equal(kept, sound)
    assert.equal(server.paidImages(), 30)
  })
})

async function contentOf(directory: string): Promise<readonly string[]> {
  const files = (await readdir(directory)).sort()
  return Promise.all(files.map(async (file) => (await readFile(`${directory}/${file}`)).toString('base64')))
}

describe('a store whose folder was listed a moment ago', () => {
  const folder = useFolder()
  const directory = () => folder.path('.paintout')

  it('gives the answer that another landed since', async () => {
    const photos = await writePhotos(folder.path('photos'), 12)
    const [one, other] = [countingEngine(), countingEngine()]
    const [mine, theirs] = [one, other].map((engine) => cleanerOf(engine, { directory: directory() }))
    for (const [index, photo] of photos.entries()) {
      const inTurn = index % 2 === 0 ? [mine!, theirs!] : [theirs!, mine!]
      for (const clean of inTurn) await clean.process(photo, jobOf())
    }
    assert.deepEqual([one.calls, other.calls], [6, 6])
  })

  it('gives a frozen build what was copied there since', async () => {
    const photos = await writePhotos(folder.path('photos'), 3)
    const engine = countingEngine()
    const paying = cleanerOf(engine, { directory: folder.path('elsewhere/.paintout') })
    const frozen = cleanerOf(engine, { directory: directory(), frozen: true })
    for (const photo of photos) {
      await paying.process(photo, jobOf())
      await exportStore(directory(), folder.path('elsewhere/.paintout'))
      await frozen.process(photo, jobOf())
    }
    assert.equal(engine.calls, 3)
  })
})
