import { BitReader } from './bit-reader.ts'
import { DamagedJpeg } from './damaged.ts'
import { type HuffmanTable, type Lookup, lookupOf } from './huffman.ts'
import { eachBlock, type JpegComponent, type JpegPicture } from './picture.ts'
import { type Coded, progressiveBlocks, type ScanRange, sequentialBlocks } from './read-blocks.ts'

/** What scans need of the segments before them, and leave to those behind. */
export interface Reading {
  readonly quantisation: Map<number, Uint16Array>
  /** By class (0 DC, 1 AC) times 16 plus id. */
  readonly huffman: Map<number, HuffmanTable>
  /** Of each component, how many low bits of each coefficient are still to come; -1 where it has not come at all. */
  readonly known: Map<JpegComponent, Int8Array>
  restartInterval: number
  scans: number
}

/** More than any encoder writes; without a limit a small file could let us go through its blocks for hours. */
const mostScans = 100

/** Reads one scan into the picture and returns where the next marker is. */
export function readScan(
  bytes: Uint8Array,
  at: number,
  header: Uint8Array,
  picture: JpegPicture,
  reading: Reading,
): number {
  if (++reading.scans > mostScans) throw new DamagedJpeg('too many scans')
  const count = header[0]!
  if (!(count >= 1 && count <= 4) || header.length !== 4 + 2 * count) throw new DamagedJpeg('no scan header')
  const [first, last, bits] = header.subarray(1 + 2 * count)
  const range: ScanRange = { first: first!, last: last!, high: bits! >> 4, low: bits! & 15 }
  checkRange(range, picture.progressive, count)
  const components: JpegComponent[] = []
  const coded = Array.from({ length: count }, (_, index): Coded => {
    const [id, tables] = header.subarray(1 + 2 * index)
    const component = picture.components.find((each) => each.id === id)
    if (!component) throw new DamagedJpeg('a scan of an unknown component')
    components.push(component)
    note(range, component, reading.known)
    const lookup = (table: number) => lookupOfTable(reading.huffman.get(table))
    return {
      coefficients: component.coefficients,
      dc: lookup(tables! >> 4),
      ac: lookup(16 + (tables! & 15)),
      predicted: 0,
    }
  })
  const reader = new BitReader(bytes, at)
  const blocks = picture.progressive ? progressiveBlocks(reader, range) : sequentialBlocks(reader)
  const { restartInterval } = reading
  let unit = 0
  const restart = () => {
    if (restartInterval > 0 && unit > 0 && unit % restartInterval === 0) {
      reader.restart(unit / restartInterval - 1)
      blocks.restart()
      for (const each of coded) each.predicted = 0
    }
    unit++
  }
  eachBlock(picture, components, (index, block) => blocks.read(coded[index]!, block), restart)
  return reader.end()
}

/** A table that a scan names and does not use may be missing: that of AC where only DC is read. */
function lookupOfTable(table: HuffmanTable | undefined): Lookup {
  return table ? lookupOf(table) : none
}

const none: Lookup = new Uint16Array(65536)

/** T.81, G.1.1.1: DC comes apart from AC, and AC of one component alone. */
function checkRange({ first, last, low }: ScanRange, progressive: boolean, count: number): void {
  const isRight = progressive
    ? low < 14 && (first === 0 ? last === 0 : first <= last && last < 64 && count === 1)
    : first === 0 && last === 63
  if (!isRight) throw new DamagedJpeg('no such range of coefficients')
}

/** Every coefficient comes once and whole, or its high bits come first and then one bit at a time, DC before AC. */
function note({ first, last, high, low }: ScanRange, component: JpegComponent, known: Reading['known']): void {
  const bits = known.get(component) ?? new Int8Array(64).fill(-1)
  known.set(component, bits)
  if (first > 0 && bits[0] === -1) throw new DamagedJpeg('AC before DC')
  for (let k = first; k <= last; k++) {
    const follows = high === 0 ? bits[k] === -1 : bits[k] === high && low === high - 1
    if (!follows) throw new DamagedJpeg('scans out of order')
    bits[k] = low
  }
}
