import { depthOf, type OutputReport, paintout } from '@paintout/core'
import { codec, formatNames, formats } from '@paintout/plugin-sharp'
import { kinds } from '../../test/fixtures/kinds.ts'
import { repaint } from '../../test/fixtures/repaint.ts'

const removal = paintout().use(codec).use(repaint).freeze()
const nothing = paintout().use(codec).use(repaint, { nothing: true }).freeze()

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

/** Every lossy kind of file, read and written again: as it is, and with a rectangle painted anew. Measured here and now. */
export async function reEncodingTable(): Promise<string> {
  const rows: string[][] = []
  for (const { name, lossless, make } of kinds) {
    if (lossless) continue
    const input = await make()
    const [plain, painted] = await Promise.all(
      [nothing, removal].map(async (processor) => {
        const result = await processor.process(input)
        await result.toBuffer()
        return describe(result.report.output!, depthOf(result.pixels) === 16 ? 257 : 1, result.pixels.data.length)
      }),
    )
    rows.push([name, ...plain!, ...painted!])
  }
  const columns = ['changed', 'mean', 'max']
  return table(['file', ...columns.map((name) => `plain: ${name}`), ...columns.map((name) => `removal: ${name}`)], rows)
}

/** Levels of 8 bits, whatever the depth. */
function describe({ outside }: OutputReport, scale: number, samples: number): string[] {
  const share = `${Math.round((100 * outside.changed) / samples)} %`
  return [share, (outside.mean / scale).toFixed(2), String(Math.round(outside.max / scale))]
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`
  return line(head) + line(head.map(() => '---')).replaceAll(' ', '') + rows.map(line).join('')
}
