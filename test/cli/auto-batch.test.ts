import assert from 'node:assert/strict'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { type Emulator, startEmulator } from '@paintout/emulator'
import sharp from 'sharp'
import { photograph, withDisk } from '../core/drift/pictures.ts'
import { spawnCommand } from '../fixtures/command.ts'
import { useFolder } from '../fixtures/folder.ts'

describe('a batch of which a model finds what to remove', () => {
  const folder = useFolder()
  let emulator: Emulator
  beforeEach(async () => {
    token = 'emulated'
    const plate = await photograph()
    emulator = await startEmulator({ clean: () => plate })
    await mkdir(folder.path('photos'))
    const { data, ...raw } = withDisk(plate)
    for (const name of ['one', 'two']) {
      data[0] = name.length + name.charCodeAt(0)
      await sharp(data, { raw }).toFile(folder.path(`photos/${name}.png`))
    }
  })
  afterEach(() => emulator.close())

  let token = 'emulated'
  const run = (...more: string[]) => {
    const out = ['--out-dir', folder.path('out'), '--store', folder.path('.paintout')]
    const model = ['--auto', 'person', '--model', 'gemini-3.1-flash-image', '--project', 'shop']
    const words = [folder.path('photos'), ...out, ...model, '--endpoint', emulator.url, ...more]
    return spawnCommand(words, { env: { GOOGLE_OAUTH_ACCESS_TOKEN: token, CI: '' } })
  }

  it('needs no masks beside the photos, pays for each photo once, and is known to a frozen build without credentials', async () => {
    const { code, stderr } = await run()
    assert.equal(code, 0, stderr)
    assert.deepEqual((await readdir(folder.path('out'))).sort(), ['one.png', 'two.png'])
    assert.equal(emulator.images, 2)
    const { data } = await sharp(folder.path('out/two.png')).raw().toBuffer({ resolveWithObject: true })
    const { data: plate } = await photograph()
    const middle = 3 * (270 * 480 + 130)
    for (let k = 0; k < 3; k++) assert.ok(Math.abs(data[middle + k]! - plate[middle + k]!) < 16)
    assert.equal(data[0], 'two'.length + 't'.charCodeAt(0))

    await rm(folder.path('out'), { recursive: true })
    await rm(folder.path('.paintout/cache'), { recursive: true })
    token = ''
    const frozen = await run('--frozen', '--json')
    assert.equal(frozen.code, 0, frozen.stderr)
    assert.equal(JSON.parse(String(frozen.stdout)).made, 2)
    assert.equal(emulator.images, 2)
  })

  it('says in its plan that more follows where what is found is removed once more', async () => {
    const plan = await run('--refine', 'true', '--dry-run')
    assert.equal(plan.code, 0, plan.stderr)
    assert.match(
      plan.stderr,
      /^Plan: 2 photos, 2 regions, 2 calls, .* \$\d\.\d+, and more for what is found in 2 photos\n$/,
    )
    const whole = await run('--refine', 'false', '--dry-run', '--json')
    assert.equal(JSON.parse(String(whole.stdout)).open, 0)
    assert.equal(emulator.calls.length, 0)
  })
})
