import { type Claim, type Engine, paintout, plugin, type RegionReport, removal } from '@paintout/core'
import { codec, formatOfPath } from '@paintout/plugin-sharp'
import { store } from '@paintout/store'
import { drawPreview } from './draw-preview.ts'
import { engineOf } from './engine-of.ts'
import { valuesFor } from './flags.ts'
import { standardStream } from './paths.ts'
import { announcePaying, payerOf } from './paying.ts'
import { storeOptionsOf } from './pipeline.ts'
import { type CommandFlags, readJob } from './read-job.ts'
import { segmenterOf } from './segmenters.ts'
import { type Shell, writeStdout } from './shell.ts'
import { writeWhole } from './write-whole.ts'

/** `paintout preview photo.jpg --mask photo.mask.png`: what would be removed, and what the engine would see. */
export async function preview(photo: string, flags: CommandFlags, shell: Shell): Promise<void> {
  const { output, quiet } = flags
  const { input, job } = await readJob(photo, flags, shell)
  const [engine, segmenter] = [await engineOf(flags), await segmenterOf(flags)]
  const look = paintout()
    .data('command', () => flags.command)
    .use(codec, valuesFor('codec', flags))
    .use(echo)
    .use(store, storeOptionsOf(flags, segmenter.mayCost))
    .use(segmenter.plugin)
    .use(engine.plugin)
    .use(removal(valuesFor('removal', flags)))

  const say = (line: string) => {
    if (!quiet) shell.stderr.write(`${line}\n`)
  }
  look.hooks.progress.tap('paintout', announcePaying(say, payerOf(flags, shell)))
  look.hooks.warn.tap('paintout', ({ code, message }) => say(`Warning (${code}): ${message}`))
  try {
    const { mask, report } = await look.process(input, job)
    const regions = report.regions.filter(({ engine }) => engine === echoName)
    const rects = regions.map(({ rect }) => rect)
    const picture = await drawPreview(input, mask, rects)
    const bytes = await picture.toFormat(formatOfPath(output) ?? 'png').toBuffer()
    if (output === standardStream) await writeStdout(shell, bytes)
    else await writeWhole(output, bytes)

    for (const [index, region] of regions.entries()) say(describeRegion(index + 1, region))
    say(`${output}: red is what would be removed, a frame is what the engine would see`)
  } finally {
    await look.close()
  }
}

const echoName = 'preview'

/** An engine that gives every region back as it is, under the limits of the one that would fill it, and for nothing. */
const echo = plugin(function preview() {
  const { engines } = this
  const next = (): Engine => engines[engines.indexOf(engine) + 1]!
  const engine: Engine = {
    name: echoName,
    contract: 1,
    get limits() {
      return next().limits
    },
    accepts: (job) => next().accepts(job),
    fingerprint: () => null,
    fill: async ({ image }) => [{ image: image.pixels }],
  }
  this.engine(engine)
  // First, so that no store keeps what was not asked for.
  this.hooks.known.tap(echoName, (claiming) => claiming.engine === engine || undefined)
  this.hooks.claim.tap(echoName, (claiming) => (claiming.engine === engine ? unclaimed : undefined))
  return undefined
})

const unclaimed: Claim = { async keep() {}, async release() {} }

function describeRegion(number: number, { rect, size, scale }: RegionReport): string {
  const { left, top, width, height } = rect
  const sharpness = scale === 1 ? 'as sharp as the photo' : `at ${Math.round(scale * 100)} % of its sharpness`
  return `Region ${number}: ${width} × ${height} at ${left},${top}, filled at ${size.join(' × ')}, ${sharpness}`
}
