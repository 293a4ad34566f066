/**
 * The way of a picture to Vertex AI and back, without any work on pixels: an encoded picture of 4 MP in, the bytes of one
 * out. The body is written while it is sent and the answer's picture is decoded from the bytes that came, so neither time
 * nor memory may be more than the official client's, which builds both as strings.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { median, table } from '../measure.ts'
import { mosaic } from '../mosaic.ts'
import { startOtherEmulator } from '../start-emulator.ts'

const run = promisify(execFile)
const side = 2048
const rounds = 9
const contestants = { paintout: 'ours.mjs', '@google/genai': 'official.mjs' } as const

interface Measured {
  readonly call: number
  readonly process: number
  readonly memory: number
  readonly digest: string
}

async function writePictures(folder: string): Promise<readonly [image: string, mask: string]> {
  const [image, mask] = [join(folder, 'image.jpg'), join(folder, 'mask.png')]
  const { data, width, height, channels } = await mosaic('black-canyon', side, side)
  await sharp(data, { raw: { width, height, channels } }).jpeg({ quality: 97 }).toFile(image)
  const square = Buffer.alloc(side * side)
  for (let y = 900; y < 1100; y++) square.fill(255, y * side + 900, y * side + 1100)
  await writeFile(
    mask,
    await sharp(square, { raw: { width: side, height: side, channels: 1 } })
      .png()
      .toBuffer(),
  )
  return [image, mask]
}

export default {
  name: 'vertex-transport',
  why: `One Imagen 3 removal on the emulator (latency 0) with an encoded picture of ${side} × ${side} in and one out, by paintout's engine and by @google/genai, ${rounds} fresh processes each, in turn: medians.`,
  async run(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'paintout-bench-'))
    const emulator = await startOtherEmulator()
    await run('npx', ['tsc', '-b', 'packages/engine-vertex'], { cwd: fileURLToPath(new URL('../..', import.meta.url)) })
    const measured: Record<keyof typeof contestants, Measured[]> = { paintout: [], '@google/genai': [] }
    try {
      const pictures = await writePictures(folder)
      for (let round = 0; round <= rounds; round++) {
        for (const [name, file] of Object.entries(contestants) as [keyof typeof contestants, string][]) {
          const program = fileURLToPath(new URL(file, import.meta.url))
          const { stdout } = await run(process.execPath, [program, emulator.url, ...pictures])
          if (round > 0) measured[name].push(JSON.parse(stdout) as Measured)
        }
      }
      const digests = new Set(Object.values(measured).flatMap((all) => all.map(({ digest }) => digest)))
      if (digests.size !== 1)
        throw new Error(`Expected both to get the same picture, got ${digests.size} different ones.`)
      const megabytes = ((await stat(pictures[0])).size / 1e6).toFixed(1)
      const row = (name: string, key: 'call' | 'process' | 'memory') => {
        const [ours, theirs] = [
          median(measured.paintout.map((each) => each[key])),
          median(measured['@google/genai'].map((each) => each[key])),
        ]
        return [name, ours.toFixed(0), theirs.toFixed(0), (ours / theirs).toFixed(2)]
      }
      return [
        `A JPEG of ${megabytes} MB each way.`,
        table([
          ['', 'paintout', '@google/genai', 'ratio'],
          row('the call, ms', 'call'),
          row('the whole process, ms', 'process'),
          row('peak memory, MB', 'memory'),
        ]),
      ].join('\n\n')
    } finally {
      emulator.close()
      await rm(folder, { recursive: true })
    }
  },
}
