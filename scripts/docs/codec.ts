import { depthOf, type OutputReport, type Pixels, paintout, removal } from '@paintout/core'
import { local } from '@paintout/engine-local'
import { codec, formatNames, formats, jpegSettings, type OutputOptions } from '@paintout/plugin-sharp'
import { kinds } from '../../test/fixtures/kinds.ts'
import { repaint } from '../../test/fixtures/repaint.ts'

const rect = [60, 50, 40, 30] as const
const removing = paintout().use([codec, local, removal()]).freeze()
const nothing = paintout().use(codec).use(repaint, { rect, nothing: true }).freeze()

/** What each format holds, from the codec's own table. */
export function formatTable(): string {
  const lossless = { always: 'yes', never: 'no', optional: 'as the input' }
  const rows = formatNames.map((name) => {
    const { extensions, depths, alpha, maxSide, carries, ...format } = formats[name]
    const side = maxSide > 1e6 ? 'any' : String(maxSide)
    const kept = carries.length > 0 ? carries.map((kind) => kind.toUpperCase()).join(', ') : 'nothing'
    return [name, extensions.join(' '), lossless[format.lossless], depths.join(', '), alpha ? 'yes' : 'no', side, kept]
  })
  return table(['format', 'suffixes', 'lossless', 'bits', 'alpha', 'longest side', 'carries'], rows)
}

/** Every lossy kind of file, read and written again: as it is, and with a rectangle removed from it. Measured here and now. */
export async function reEncodingTable(): Promise<string> {
  const rows: string[][] = []
  for (const { name, lossless, make } of kinds) {
    if (lossless) continue
    const input = await make()
    // With a quality that is asked for nothing is taken over.
    const ordinary = name.startsWith('JPEG') ? { quality: jpegSettings(input).quality } : {}
    const plain = await write(nothing, input, ordinary)
    const cleaned = await write(removing, input)
    rows.push([name, ...describe(plain), ...describe(cleaned), takenOver(cleaned.report)])
  }
  const columns = ['changed', 'mean', 'max']
  const heads = ['plain', 'removal'].flatMap((way) => columns.map((name) => `${way}: ${name}`))
  await removing.close()
  return table(['file', ...heads, 'blocks taken over'], rows)
}

interface Written {
  readonly report: OutputReport
  readonly pixels: Pixels
}

async function write(
  processor: typeof nothing | typeof removing,
  input: Uint8Array,
  options: OutputOptions = {},
): Promise<Written> {
  const { pixels, report, toBuffer } = await processor.process(input, { mask: { rect } })
  await toBuffer(options)
  return { report: report.output!, pixels }
}

/** Levels of 8 bits, whatever the depth. */
function describe({ report, pixels }: Written): string[] {
  const { changed, mean, max } = report.outside
  const scale = depthOf(pixels) === 16 ? 257 : 1
  const share = `${Math.round((100 * changed) / pixels.data.length)} %`
  return [share, (mean / scale).toFixed(2), String(Math.round(max / scale))]
}

function takenOver({ blocks }: OutputReport): string {
  return blocks ? `${blocks.copied} of ${blocks.of}` : 'none'
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`
  return line(head) + line(head.map(() => '---')).replaceAll(' ', '') + rows.map(line).join('')
}
