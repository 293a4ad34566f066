import { BitWriter } from './bit-writer.ts'
import type { JpegComponent, JpegPicture } from './picture.ts'
import { Symbols } from './symbols.ts'
import { acTable, dcTable, emitBand, emitDirectCurrent, emitSequential } from './write-blocks.ts'

interface Scan {
  readonly components: readonly JpegComponent[]
  readonly first: number
  readonly last: number
  emit(symbols: Symbols): void
}

/**
 * A JPEG of these coefficients, exactly, without the segments that describe it: `head` is what stands before its
 * tables. Codes are the shortest for this picture. A progressive one gets a scan of DC and two of AC for each colour.
 */
export function writePicture(picture: JpegPicture, head: Uint8Array): Buffer {
  const writer = new BitWriter(head.length + Math.ceil((picture.width * picture.height) / 4))
  writer.bytes(head)
  writeQuantisation(writer, picture)
  writeFrame(writer, picture)
  for (const scan of scansOf(picture)) writeScan(writer, picture, scan)
  writer.bytes([0xff, 0xd9])
  return writer.finish()
}

function writeQuantisation(writer: BitWriter, { tables, components }: JpegPicture): void {
  for (const id of new Set(components.map(({ table }) => table))) {
    const table = tables.get(id)!
    const wide = table.some((value) => value > 255)
    const entries = wide ? [...table].flatMap((value) => [value >> 8, value & 255]) : [...table]
    writer.segment(0xdb, [(wide ? 16 : 0) | id, ...entries])
  }
}

function writeFrame(writer: BitWriter, { width, height, components, progressive, tables }: JpegPicture): void {
  const extended = [...tables.values()].some((table) => table.some((value) => value > 255))
  writer.segment(progressive ? 0xc2 : extended ? 0xc1 : 0xc0, [
    8,
    ...[height >> 8, height & 255, width >> 8, width & 255, components.length],
    ...components.flatMap(({ id, across, down, table }) => [id, (across << 4) | down, table]),
  ])
}

function scansOf(picture: JpegPicture): Scan[] {
  const { components } = picture
  if (!picture.progressive) {
    return [{ components, first: 0, last: 63, emit: (symbols) => emitSequential(picture, symbols) }]
  }
  const bands = components.flatMap((component) => [
    { component, first: 1, last: 5 },
    { component, first: 6, last: 63 },
  ])
  return [
    { components, first: 0, last: 0, emit: (symbols) => emitDirectCurrent(picture, symbols) },
    ...bands.map(({ component, first, last }) => ({
      components: [component],
      first,
      last,
      emit: (symbols: Symbols) => emitBand(picture, component, first, last, symbols),
    })),
  ]
}

function writeScan(writer: BitWriter, { components }: JpegPicture, { first, last, ...scan }: Scan): void {
  const symbols = new Symbols()
  scan.emit(symbols)
  const tables = [0, 1, 2, 3].map((id) => symbols.table(id))
  tables.forEach((table, index) => {
    if (table) writer.segment(0xc4, [((index & 2) << 3) | (index & 1), ...table.counts, ...table.symbols])
  })
  writer.segment(0xda, [
    scan.components.length,
    ...scan.components.flatMap((component) => {
      const index = first > 0 ? 0 : components.indexOf(component)
      return [component.id, (dcTable(index) << 4) | (last > 0 ? acTable(index) - 2 : 0)]
    }),
    ...[first, last, 0],
  ])
  symbols.write(writer, tables)
  writer.align()
}
