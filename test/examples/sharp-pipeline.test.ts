import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdir, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { photos } from '../../demo/photos.ts'

const folder = new URL('../../examples/sharp-pipeline/', import.meta.url)

describe('the example of a sharp pipeline', () => {
  it('writes each photograph without its object, in every size', async () => {
    const out = fileURLToPath(new URL('out/', folder))
    await rm(out, { recursive: true, force: true })
    const parameters = ['--import', 'tsx', '--conditions=@paintout/source', fileURLToPath(new URL('index.ts', folder))]
    const { stdout } = await promisify(execFile)(process.execPath, parameters)
    assert.equal(
      stdout.match(/: [1-9]\d* region\(s\), 0 samples changed outside the mask, 6 files/g)?.length,
      photos.length,
    )
    const files = await readdir(out)
    assert.equal(files.length, 6 * photos.length)
    const names = ['black-canyon.jpg', 'black-canyon-320.webp', 'black-canyon-640.avif', 'black-canyon-square.png']
    const widths = await Promise.all(names.map(async (name) => (await sharp(`${out}${name}`).metadata()).width))
    assert.deepEqual(widths, [(await sharp(`${out}black-canyon.jpg`).metadata()).width, 320, 640, 480])
  }).timeout(180_000)
})
