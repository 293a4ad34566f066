import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import sharp from 'sharp'
import { runCommand, spawnCommand } from '../fixtures/command.ts'
import { useFolder } from '../fixtures/folder.ts'
import { photoPath } from '../fixtures/photo.ts'

const photo = photoPath('march-pastoral')
const words = ['preview', photo, '--rect', '400,200,60,40', '--dilate', '10px', '--feather', '0']

describe('paintout preview', () => {
  const folder = useFolder()

  it('lays the grown mask over the photo in red and leaves the rest but the frames', async () => {
    const output = folder.path('preview.png')
    const { code, stderr } = await runCommand([...words, '-o', output])
    assert.equal(code, 0, stderr)
    const region = stderr.match(/^Region 1: (\d+) × (\d+) at (\d+),(\d+), filled at \d+ × \d+, as sharp as the photo$/m)
    assert.ok(region, stderr)
    const [width, height, left, top] = region.slice(1).map(Number) as [number, number, number, number]

    const before = await samplesOf(photo)
    const after = await samplesOf(output)
    let red = 0
    before.forEach(([r, g, b], i) => {
      const x = i % 1024
      const y = Math.floor(i / 1024)
      if (Math.min(x - left, left + width - 1 - x, y - top, top + height - 1 - y) === 0) return
      if (inside(x, y)) {
        red++
        assert.ok(Math.abs(after[i]![0] - (r + (230 - r) * 0.55)) <= 2, `${x}, ${y}`)
        assert.ok(Math.abs(after[i]![1] - (g + (30 - g) * 0.55)) <= 2, `${x}, ${y}`)
      } else if (!onFrame(x, y)) {
        assert.deepEqual(after[i], [r, g, b], `${x}, ${y}`)
      }
    })
    assert.ok(red > 60 * 40 && red < 80 * 60)

    function onFrame(x: number, y: number): boolean {
      const near = (a: number, b: number) => Math.abs(a - b) <= 2
      return near(x, left) || near(x, left + width - 1) || near(y, top) || near(y, top + height - 1)
    }
  })

  it('is drawn beside nobody’s file: under the photo’s name in the folder where it was asked for', async () => {
    const { code, stderr } = await spawnCommand(words, { cwd: folder.path('.') })
    assert.equal(code, 0, stderr)
    assert.deepEqual(await readdir(folder.path('.')), ['image.preview.png'])
  })

  it('shows photos of every depth and with alpha', async () => {
    const { code, stdout } = await runCommand(['preview', '-', '--rect', '5,5,20,20', '-o', '-'], {
      stdin: await sharp(photo).resize(200).grayscale().toColourspace('grey16').ensureAlpha(0.5).png().toBuffer(),
    })
    assert.equal(code, 0)
    const { data, info } = await sharp(stdout).raw().toBuffer({ resolveWithObject: true })
    const at = (15 * info.width + 15) * info.channels
    assert.ok(data[at]! > data[at + 1]! + 60, 'red in a grey photo')
  })
})

/** Whether the middle of a sample lies within 10 px of the masked ones. */
function inside(x: number, y: number): boolean {
  const dx = Math.max(400 - x, 0, x - 459)
  const dy = Math.max(200 - y, 0, y - 239)
  return dx * dx + dy * dy <= 100
}

async function samplesOf(file: string): Promise<[number, number, number][]> {
  const data = await sharp(file).toColourspace('srgb').removeAlpha().raw().toBuffer()
  return Array.from({ length: data.length / 3 }, (_, i) => [data[3 * i]!, data[3 * i + 1]!, data[3 * i + 2]!])
}
