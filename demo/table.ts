import type { Cleaned } from './clean.ts'

const headings = ['photograph', 'size', 'masked', 'regions', 'seconds', 'changed outside', 'JPEG outside', 're-encoded']

const notes = [
  'changed outside: pixels outside the mask that differ in what the encoder gets',
  'JPEG outside: mean and largest difference outside the mask in the file, decoded again; only blocks at the rim differ',
  're-encoded: the same when nothing is removed and the whole photo is encoded again at its own quality',
]

/** What happened, for a terminal. */
export function table(all: readonly Cleaned[]): string {
  const rows = all.map(rowOf)
  const widths = headings.map((heading, column) => Math.max(heading.length, ...rows.map((row) => row[column]!.length)))
  const lines = [headings, widths.map((width) => '─'.repeat(width)), ...rows].map((cells) =>
    cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '),
  )
  return [...lines, '', ...notes].join('\n')
}

function rowOf({ photo, mask, report, seconds, reencoded }: Cleaned): readonly string[] {
  const { width, height } = report.image
  const { outside } = report.output!
  return [
    photo.name,
    `${width} × ${height}`,
    `${maskedPercent(mask.data).toFixed(1)} %`,
    String(report.regions.length),
    seconds.toFixed(2),
    String(report.outsideChanged),
    differenceOf(outside),
    differenceOf(reencoded),
  ]
}

/** The share of the photo that was blended, in percent. */
export function maskedPercent(mask: Uint8Array): number {
  return (100 * mask.reduce((count, sample) => count + (sample > 0 ? 1 : 0), 0)) / mask.length
}

function differenceOf({ mean, max }: { mean: number; max: number }): string {
  return `${mean.toFixed(3)}, ${max}`
}
