import { BitWriter } from './bit-writer.ts'
import { codesOf, type HuffmanTable, optimalTable } from './huffman.ts'
import { blockAt, eachBlockOfMcu, type JpegComponent, type JpegPicture } from './picture.ts'

/** Where the symbols of a scan go: first to be counted, then to be written. */
interface Sink {
  symbol(table: number, symbol: number): void
  bits(value: number, count: number): void
}

interface Scan {
  readonly components: readonly JpegComponent[]
  readonly first: number
  readonly last: number
  emit(sink: Sink): void
}

/** The longest run of blocks without further coefficients that one symbol can say: T.81, G.1.2.2. */
const longestRun = 0x7fff

/**
 * A JPEG of these coefficients, exactly, without the segments that describe it: `head` are those that stand before its
 * tables. Codes are the shortest for this picture. A progressive one gets a scan of DC and two of AC for each colour.
 */
export function writePicture(picture: JpegPicture, head: Uint8Array): Uint8Array {
  const writer = new BitWriter(head.length + picture.width * picture.height)
  writer.bytes(head)
  writeTables(writer, picture)
  writeFrame(writer, picture)
  for (const scan of scansOf(picture)) writeScan(writer, picture, scan)
  writer.bytes([0xff, 0xd9])
  return writer.finish()
}

function writeTables(writer: BitWriter, { tables, components }: JpegPicture): void {
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
  const { components, progressive } = picture
  if (!progressive) return [{ components, first: 0, last: 63, emit: sequential(picture) }]
  const bands = [
    [1, 5],
    [6, 63],
  ] as const
  return [
    { components, first: 0, last: 0, emit: directCurrent(picture) },
    ...components.flatMap((component) =>
      bands.map(([first, last]) => ({
        components: [component],
        first,
        last,
        emit: (sink: Sink) => alternatingCurrent(component, first, last, sink),
      })),
    ),
  ]
}

/** The first colour has tables of its own, the others share theirs: DC 0 and 1, AC 16 and 17. */
const dcTable = (component: number) => Math.min(component, 1)
const acTable = (component: number) => 16 + Math.min(component, 1)

function sequential(picture: JpegPicture) {
  return (sink: Sink) => {
    const emitDc = differences(picture, sink)
    eachUnit(picture, (component, block) => {
      emitDc(component, block)
      const { coefficients } = picture.components[component]!
      let run = 0
      for (let k = 1; k < 64; k++) {
        const value = coefficients[block + k]!
        if (value === 0) {
          run++
          continue
        }
        for (; run > 15; run -= 16) sink.symbol(acTable(component), 0xf0)
        emitValue(sink, acTable(component), run, value)
        run = 0
      }
      if (run > 0) sink.symbol(acTable(component), 0)
    })
  }
}

function directCurrent(picture: JpegPicture) {
  return (sink: Sink) => eachUnit(picture, differences(picture, sink))
}

function differences({ components }: JpegPicture, sink: Sink) {
  const previous = new Int32Array(components.length)
  return (component: number, block: number) => {
    const value = components[component]!.coefficients[block]!
    emitValue(sink, dcTable(component), 0, value - previous[component]!)
    previous[component] = value
  }
}

function alternatingCurrent(component: JpegComponent, first: number, last: number, sink: Sink): void {
  const { coefficients, ownColumns, ownRows } = component
  let empty = 0
  const flush = () => {
    if (empty === 0) return
    const size = 31 - Math.clz32(empty)
    sink.symbol(16, size << 4)
    sink.bits(empty - (1 << size), size)
    empty = 0
  }
  for (let row = 0; row < ownRows; row++) {
    for (let column = 0; column < ownColumns; column++) {
      const block = blockAt(component, column, row)
      let run = 0
      for (let k = first; k <= last; k++) {
        const value = coefficients[block + k]!
        if (value === 0) {
          run++
          continue
        }
        flush()
        for (; run > 15; run -= 16) sink.symbol(16, 0xf0)
        emitValue(sink, 16, run, value)
        run = 0
      }
      if (run > 0 && ++empty === longestRun) flush()
    }
  }
  flush()
}

/** The size of a value with the zeros before it, then its bits: T.81, F.1.2. */
function emitValue(sink: Sink, table: number, run: number, value: number): void {
  const size = 32 - Math.clz32(Math.abs(value))
  sink.symbol(table, (run << 4) | size)
  sink.bits(value < 0 ? value + (1 << size) - 1 : value, size)
}

/** Every block in the order of a scan of all colours; one colour alone has no MCUs. */
function eachUnit(
  { components, mcusAcross, mcusDown }: JpegPicture,
  visit: (component: number, block: number) => void,
) {
  const [only] = components
  if (components.length === 1 && only) {
    for (let row = 0; row < only.ownRows; row++) {
      for (let column = 0; column < only.ownColumns; column++) visit(0, blockAt(only, column, row))
    }
    return
  }
  for (let row = 0; row < mcusDown; row++) {
    for (let column = 0; column < mcusAcross; column++) eachBlockOfMcu(components, column, row, visit)
  }
}

function writeScan(writer: BitWriter, { components }: JpegPicture, scan: Scan): void {
  const frequencies = new Map<number, Uint32Array>()
  scan.emit({
    symbol(table, symbol) {
      let counts = frequencies.get(table)
      if (!counts) {
        counts = new Uint32Array(256)
        frequencies.set(table, counts)
      }
      counts[symbol]!++
    },
    bits() {},
  })
  const codes = new Map<number, Uint32Array>()
  for (const [id, counts] of frequencies) {
    const table = optimalTable(counts)
    codes.set(id, codesOf(table))
    writeHuffman(writer, id, table)
  }
  writer.segment(0xda, [
    scan.components.length,
    ...scan.components.flatMap((component) => {
      const index = scan.components.length === 1 && scan.first > 0 ? 0 : components.indexOf(component)
      return [component.id, (dcTable(index) << 4) | (scan.last > 0 ? acTable(index) - 16 : 0)]
    }),
    ...[scan.first, scan.last, 0],
  ])
  scan.emit({
    symbol(table, symbol) {
      const code = codes.get(table)![symbol]!
      writer.bits(code & 0xffff, code >>> 16)
    },
    bits: (value, count) => writer.bits(value, count),
  })
  writer.align()
}

function writeHuffman(writer: BitWriter, id: number, { counts, symbols }: HuffmanTable): void {
  writer.segment(0xc4, [id, ...counts, ...symbols])
}
