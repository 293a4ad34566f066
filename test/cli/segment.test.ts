import assert from 'node:assert/strict'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { createMask, type Pixels, type Report } from '@paintout/core'
import { type Emulator, startEmulator } from '@paintout/emulator'
import sharp from 'sharp'
import { diskMask, photograph, withDisk } from '../core/drift/pictures.ts'
import { runCommand, spawnCommand } from '../fixtures/command.ts'
import { drawFigure } from '../fixtures/figure.ts'
import { useFolder } from '../fixtures/folder.ts'
import { overlapOf } from '../fixtures/overlap.ts'

/** What the command reads in this process, and in one of its own. */
const env = { GOOGLE_OAUTH_ACCESS_TOKEN: 'emulated', PAINTOUT_FROZEN: '0' }
const name = 'vertex/gemini-3.5-flash'

describe('paintout --auto … --segment', () => {
  const folder = useFolder()
  let emulator: Emulator
  let plate: Pixels<Uint8Array>
  let photo: Pixels<Uint8Array>
  let input: string

  const outer = { ...process.env }

  before(async () => {
    Object.assign(process.env, env)
    plate = await photograph()
    photo = withDisk(plate)
  })
  after(() => {
    process.env = outer
  })
  beforeEach(async () => {
    emulator = await startEmulator({ clean: () => plate })
    input = folder.path('photo.png')
    await writeFile(input, await pngOf(photo))
  })
  afterEach(() => emulator.close())

  const words = (...more: readonly string[]) => [
    input,
    ...['--auto', 'foreground', '--segment', 'vertex', '--project', 'shop', '--endpoint', emulator.url],
    ...['--store', folder.path('store'), '--dilate', '0', '--feather', '0', ...more],
  ]

  it('removes what a text model finds with the local engine, says who is paid, and changes nothing outside', async () => {
    const [output, report] = [folder.path('clean.png'), folder.path('report.json')]
    const { code, stderr } = await spawnCommand(words('--report', report, '-o', output), { env })
    assert.equal(code, 0, stderr)
    assert.match(
      stderr,
      /^Paying \$0\.0112 a picture by vertex\/gemini-3\.5-flash, project shop: 1 for \S+photo\.png, \$0\.0112\n/,
    )
    assert.match(stderr, /: 2 regions, 3\.6 % of the photo masked by vertex\/gemini-3\.5-flash, /)
    const { mask, regions } = JSON.parse(await readFile(report, 'utf8')) as Report
    assert.equal(mask?.by, name)
    assert.deepEqual(
      regions.map(({ engine, usd }) => [engine, usd]),
      [
        [name, 0.0112],
        ['local', 0],
      ],
    )
    const changed = await changedIn(output)
    const overlap = overlapOf(changed, diskMask(photo))
    assert.ok(overlap > 0.9, `IoU of what changed ${overlap}`)
    // No generative model made a sample of it.
    assert.doesNotMatch(String((await sharp(output).metadata()).xmp), /compositeWith/)
  })

  it('asks once, and then never again: not for another prompt or seed, not by plan or preview', async () => {
    const run = (...more: readonly string[]) => runCommand(words(...more), { env })
    const planned = await run('--dry-run')
    assert.match(
      String(planned.stdout),
      /1 call, 0 known, 1 picture to pay for, \$0\.0112, and more for what is found in 1 photo\n$/,
    )
    assert.match(planned.stderr, /^Warning \(plan-open\): What is found in \S+photo\.png will be removed by regions/)
    assert.equal(emulator.calls.length, 0)

    assert.equal((await run('-o', folder.path('a.png'))).code, 0)
    assert.equal((await run('--prompt', 'grass', '--seed', '7', '-o', folder.path('b.png'))).code, 0)
    assert.equal((await run('--report', folder.path('report.html'), '-o', folder.path('c.png'))).code, 0)
    const page = await readFile(folder.path('report.html'), 'utf8')
    assert.match(page, /<dt>mask by<\/dt><dd>vertex\/gemini-3\.5-flash<\/dd>/)
    const known = JSON.parse(String((await run('--dry-run', '--json')).stdout))
    assert.deepEqual([known.regions, known.known, known.usd], [2, 1, 0])
    const look = await runCommand(['preview', ...words('-o', folder.path('look.png'))], { env })
    assert.equal(look.code, 0, look.stderr)
    assert.match(look.stderr, /^Region 1: \d+ × \d+ at /m)
    assert.doesNotMatch(look.stderr, /Region 2|Paying/)
    assert.equal(emulator.calls.length, 1)
  })

  it('keeps an answer that there is nothing: it was paid for too', async () => {
    emulator.next('nothing-found')
    for (const _ of [1, 2]) {
      const { code, stderr } = await runCommand(words('-o', folder.path('clean.png')), { env })
      assert.equal(code, 1)
      assert.match(
        stderr,
        /paintout: Expected to find the target in \S+photo\.png, got a mask of 0 % from `vertex\/gemini-3\.5-flash`, which is too little for an object\. Give a mask, or say the target otherwise\.\n$/,
      )
    }
    assert.equal(emulator.calls.length, 1)
    assert.deepEqual((await readdir(folder.path('.'))).sort(), ['photo.png', 'store'])
  })

  it('asks nobody in a frozen build, nor over a budget', async () => {
    const frozen = await runCommand(words('--frozen', '-o', folder.path('clean.png')), { env })
    assert.equal(frozen.code, 1)
    assert.match(frozen.stderr, /by `vertex\/gemini-3\.5-flash` in \S+store, got none, and this build is frozen/)
    const poor = await runCommand(words('--budget-usd', '0.01', '-o', folder.path('clean.png')), { env })
    assert.equal(poor.code, 1)
    assert.match(poor.stderr, /to fit a budget of \$0\.01, got 1 picture more for \$0\.0112\./)
    assert.equal(emulator.calls.length, 0)
  })

  it('finds with one model of Vertex AI and fills with another: both are told and paid', async () => {
    const bothModels = ['--segment', 'gemini-3.5-flash-lite', '--model', 'gemini-3.1-flash-image', '--no-outline']
    const { code, stderr } = await runCommand(words(...bothModels, '--dry-run'), { env })
    assert.equal(code, 0, stderr)
    const made = await runCommand(
      words(...bothModels, '--on-drift', 'warn', '--attempts', '1', '-o', folder.path('c.png')),
      {
        env,
      },
    )
    const paying = made.stderr.split('\n').filter((line) => line.startsWith('Paying'))
    assert.deepEqual(
      paying.map((line) => line.match(/ by (\S+),/)?.[1]),
      ['vertex/gemini-3.5-flash-lite', 'vertex/gemini-3.1-flash-image'],
    )
    assert.deepEqual(
      emulator.calls.map(({ model }) => model),
      ['gemini-3.5-flash-lite', 'gemini-3.1-flash-image'],
    )
  })

  it('finds people without an account', async () => {
    const figure = await drawFigure('dust-bowl-home')
    await writeFile(input, await pngOf(figure.photo))
    const said = ['--auto', 'person', '--segment', 'person', '--no-store', '-o', folder.path('clean.png')]
    const { code, stderr } = await runCommand([input, ...said], { env })
    assert.equal(code, 0, stderr)
    assert.match(stderr, /^Warning \(mask-unsure\): /)
    assert.doesNotMatch(stderr, /Paying/)
    assert.equal(emulator.calls.length, 0)
  })

  it('takes a module of yours that finds the mask', async () => {
    const module = folder.path('mine.mjs')
    await writeFile(
      module,
      `export default function mine() {
        this.hooks.segment.tap('mine', ({ image: { width, height } }) => ({
          data: new Uint8Array(width * height).fill(255, 0, 20 * width), width, height, channels: 1,
        }))
      }`,
    )
    const said = [
      '--auto',
      'foreground',
      '--segment',
      module,
      '--no-store',
      '--dilate',
      '0',
      '-o',
      folder.path('clean.png'),
    ]
    const { code, stderr } = await runCommand([input, ...said], { env })
    assert.equal(code, 0, stderr)
    assert.match(stderr, /5\.4 % of the photo masked/)
  })

  it('refuses a name that nobody has', async () => {
    const { code, stderr } = await runCommand([input, '--auto', 'person', '--segment', 'persons', '-o', 'x.png'], {
      env,
    })
    assert.equal(code, 2)
    assert.match(
      stderr,
      /--segment <name>. argument .persons. is invalid\. Allowed choices are vertex, person, a model such as gemini-3\.5-flash, or the path of a module\./,
    )
  })

  async function changedIn(file: string) {
    const data = await sharp(file).removeAlpha().raw().toBuffer()
    const mask = createMask(photo.width, photo.height)
    for (let i = 0; i < data.length; i++) if (data[i] !== photo.data[i]) mask.data[Math.floor(i / 3)] = 255
    return mask
  }
})

function pngOf({ data, width, height }: Pixels): Promise<Buffer> {
  return sharp(data as Uint8Array, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer()
}
