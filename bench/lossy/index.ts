/**
 * A lossy encoder rounds every block again, wherever the mask is. What does that change outside the mask,
 * and how much of it would a plain re-encode of the same file, without any removal, change as well?
 */
import { type Engine, type Operation, type OutputReport, paintout, plugin, removal } from '@paintout/core'
import { localEngine } from '@paintout/engine-local'
import { codec } from '@paintout/plugin-sharp'
import { kinds } from '../../test/fixtures/kinds.ts'

const mask = { rect: [70, 50, 40, 30] } as const

/** Gives back what it got: what is written then is a plain re-encode. */
const unchanging: Engine = { ...localEngine(), fill: async ({ image }) => [{ image: image.pixels }] }

async function outsideOf(engine: Engine, bytes: Uint8Array): Promise<OutputReport> {
  const clean = paintout()
    .use(codec)
    .use(
      plugin(function bring(): Operation | undefined {
        this.engine(engine)
        return undefined
      }),
    )
    .use(removal())
  const result = await clean.process(bytes, { mask })
  await result.toBuffer()
  return result.report.output!
}

const figures = ({ outside: { changed, mean, max } }: OutputReport) => `${changed} | ${mean.toFixed(3)} | ${max}`

export default {
  name: 'lossy',
  why: 'Samples outside the mask in the written file, decoded again, against the input: after a removal, and after a plain re-encode with the same settings. 16-bit samples count to 65535, all others to 255. Lossless formats change none.',
  async run(): Promise<string> {
    const rows: string[] = []
    for (const { name, lossless, make } of kinds) {
      if (lossless) continue
      const bytes = await make()
      rows.push(
        `| ${name} | ${figures(await outsideOf(localEngine(), bytes))} | ${figures(await outsideOf(unchanging, bytes))} |`,
      )
    }
    return [
      '| file | changed | mean | max | plain: changed | mean | max |',
      '|---|---|---|---|---|---|---|',
      ...rows,
      '',
      'Beyond the blocks that the mask touches a JPEG is the plain re-encode, sample for sample; the rim of the mask shares its blocks with the fill, and is rounded with it.',
    ].join('\n')
  },
}
