import { type Engine, paintout, plugin, type RegionReport, removal } from '@paintout/core'
import { codec, formatOfPath } from '@paintout/plugin-sharp'
import { drawPreview } from './draw-preview.ts'
import { engineOf } from './engine-of.ts'
import { valuesFor } from './flags.ts'
import { standardStream } from './paths.ts'
import { type CommandFlags, readJob } from './read-job.ts'
import { type Shell, writeStdout } from './shell.ts'
import { writeWhole } from './write-whole.ts'

/** `paintout preview photo.jpg --mask photo.mask.png`: what would be removed, and what the engine would see. */
export async function preview(photo: string, flags: CommandFlags, shell: Shell): Promise<void> {
  const { output, quiet } = flags
  const { input, job } = await readJob(photo, flags, shell)
  const named = await engineOf(flags)
  const look = paintout()
    .use(codec, valuesFor('codec', flags))
    .use(echo)
    .use(named.plugin)
    .use(removal(valuesFor('removal', flags)))

  const say = (line: string) => {
    if (!quiet) shell.stderr.write(`${line}\n`)
  }
  look.hooks.warn.tap('paintout', ({ code, message }) => say(`Warning (${code}): ${message}`))
  try {
    const { mask, report } = await look.process(input, job)
    const rects = report.regions.map(({ rect }) => rect)
    const picture = await drawPreview(input, mask, rects)
    const bytes = await picture.toFormat(formatOfPath(output) ?? 'png').toBuffer()
    if (output === standardStream) await writeStdout(shell, bytes)
    else await writeWhole(output, bytes)

    for (const [index, region] of report.regions.entries()) say(describeRegion(index + 1, region))
    say(`${output}: red is what would be removed, a frame is what the engine would see`)
  } finally {
    await look.close()
  }
}

/** An engine that gives every region back as it is, under the limits of the one that would fill it. */
const echo = plugin(function preview() {
  const { engines } = this
  const next = (): Engine => engines[engines.indexOf(engine) + 1]!
  const engine: Engine = {
    name: 'preview',
    contract: 1,
    get limits() {
      return next().limits
    },
    accepts: (job) => next().accepts(job),
    fingerprint: () => null,
    fill: async ({ image }) => [{ image: image.pixels }],
  }
  this.engine(engine)
  return undefined
})

function describeRegion(number: number, { rect, size, scale }: RegionReport): string {
  const { left, top, width, height } = rect
  const sharpness = scale === 1 ? 'as sharp as the photo' : `at ${Math.round(scale * 100)} % of its sharpness`
  return `Region ${number}: ${width} × ${height} at ${left},${top}, filled at ${size.join(' × ')}, ${sharpness}`
}
