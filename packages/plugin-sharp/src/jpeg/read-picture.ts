import { BitReader, DamagedJpeg } from './bit-reader.ts'
import { type Lookup, lookupOf } from './huffman.ts'
import { blockAt, eachBlockOfMcu, type JpegComponent, type JpegPicture } from './picture.ts'
import { progressiveBlocks, type ScanRange, sequentialBlocks } from './read-scan.ts'

const SEQUENTIAL = [0xc0, 0xc1]
const PROGRESSIVE = 0xc2
const HUFFMAN_TABLES = 0xc4
const END = 0xd9
const SCAN = 0xda
const QUANTISATION_TABLES = 0xdb
const RESTART_INTERVAL = 0xdd
const ADOBE = 0xee

/** What the segments so far have said. */
interface State {
  readonly tables: Map<number, Uint16Array>
  /** By class (0 DC, 1 AC) times 16 plus id. */
  readonly lookups: Map<number, Lookup>
  restartInterval: number
  adobeTransform: number | undefined
  picture: JpegPicture | undefined
}

/**
 * The coefficients of a JPEG of 8 bits, Huffman-coded, sequential or progressive; `undefined` for any other kind and
 * for one that is damaged, whose picture is what a decoder makes of it. Takes two bytes a sample.
 */
export function readPicture(bytes: Uint8Array): JpegPicture | undefined {
  try {
    return readSegments(bytes)
  } catch (error) {
    if (error instanceof DamagedJpeg || error instanceof RangeError) return undefined
    throw error
  }
}

function readSegments(bytes: Uint8Array): JpegPicture | undefined {
  const state: State = {
    tables: new Map(),
    lookups: new Map(),
    restartInterval: 0,
    adobeTransform: undefined,
    picture: undefined,
  }
  for (let at = 2; at + 4 <= bytes.length; ) {
    if (bytes[at] !== 0xff) throw new DamagedJpeg('no marker where one must be')
    const marker = bytes[at + 1]!
    if (marker === 0xff) {
      at++
      continue
    }
    if (marker === END) return finish(state)
    const end = at + 2 + ((bytes[at + 2]! << 8) | bytes[at + 3]!)
    const data = bytes.subarray(at + 4, end)
    if (marker === SCAN) at = readScan(bytes, end, data, state)
    else {
      if (!readHeader(marker, data, state)) return undefined
      at = end
    }
  }
  // Many files end without the marker that says so.
  return finish(state)
}

function finish({ picture, adobeTransform }: State): JpegPicture | undefined {
  return picture && { ...picture, adobeTransform }
}

/** False for a frame of a kind that is not read. */
function readHeader(marker: number, data: Uint8Array, state: State): boolean {
  if (marker === QUANTISATION_TABLES) readQuantisation(data, state.tables)
  else if (marker === HUFFMAN_TABLES) readHuffman(data, state.lookups)
  else if (marker === RESTART_INTERVAL) state.restartInterval = (data[0]! << 8) | data[1]!
  else if (marker === ADOBE && data.length >= 12) state.adobeTransform = data[11]
  else if (SEQUENTIAL.includes(marker) || marker === PROGRESSIVE) {
    if (data[0] !== 8 || state.picture) return false
    state.picture = readFrame(data, marker === PROGRESSIVE, state.tables)
  } else if (marker >= 0xc0 && marker <= 0xcf) return false
  return true
}

function readQuantisation(data: Uint8Array, tables: Map<number, Uint16Array>): void {
  for (let at = 0; at < data.length; ) {
    const [wide, id] = [data[at]! >> 4 > 0, data[at]! & 15]
    at++
    const size = wide ? 2 : 1
    if (at + 64 * size > data.length) throw new DamagedJpeg('a quantisation table is cut')
    const table = Uint16Array.from({ length: 64 }, (_, k) =>
      wide ? (data[at + 2 * k]! << 8) | data[at + 2 * k + 1]! : data[at + k]!,
    )
    tables.set(id, table)
    at += 64 * size
  }
}

function readHuffman(data: Uint8Array, lookups: Map<number, Lookup>): void {
  for (let at = 0; at + 17 <= data.length; ) {
    const counts = data.subarray(at + 1, at + 17)
    const total = counts.reduce((sum, count) => sum + count, 0)
    lookups.set(data[at]!, lookupOf({ counts, symbols: data.subarray(at + 17, at + 17 + total) }))
    at += 17 + total
  }
}

function readFrame(data: Uint8Array, progressive: boolean, tables: Map<number, Uint16Array>): JpegPicture {
  const height = (data[1]! << 8) | data[2]!
  const width = (data[3]! << 8) | data[4]!
  const headers = Array.from({ length: data[5]! }, (_, index) => {
    const [id, factors, table] = data.subarray(6 + 3 * index, 9 + 3 * index)
    return { id: id!, across: factors! >> 4, down: factors! & 15, table: table! }
  })
  const mostAcross = Math.max(...headers.map(({ across }) => across))
  const mostDown = Math.max(...headers.map(({ down }) => down))
  if (width === 0 || height === 0 || !(mostAcross > 0) || !(mostDown > 0)) throw new DamagedJpeg('an empty frame')
  const mcusAcross = Math.ceil(width / (8 * mostAcross))
  const mcusDown = Math.ceil(height / (8 * mostDown))
  const components = headers.map((header): JpegComponent => {
    const [columns, rows] = [mcusAcross * header.across, mcusDown * header.down]
    return {
      ...header,
      columns,
      rows,
      ownColumns: Math.ceil(Math.ceil((width * header.across) / mostAcross) / 8),
      ownRows: Math.ceil(Math.ceil((height * header.down) / mostDown) / 8),
      coefficients: new Int16Array(columns * rows * 64),
    }
  })
  return { width, height, progressive, components, tables, mcusAcross, mcusDown, adobeTransform: undefined }
}

const none: Lookup = new Uint16Array(65536)

/** Reads one scan and returns where the next marker is. */
function readScan(bytes: Uint8Array, at: number, header: Uint8Array, state: State): number {
  const { picture, lookups, restartInterval } = state
  if (!picture) throw new DamagedJpeg('a scan before its frame')
  const count = header[0]!
  const selected = Array.from({ length: count }, (_, index) => {
    const [id, tables] = header.subarray(1 + 2 * index, 3 + 2 * index)
    const component = picture.components.find((each) => each.id === id)
    if (!component) throw new DamagedJpeg('a scan of an unknown component')
    return { component, dc: lookups.get(tables! >> 4) ?? none, ac: lookups.get(16 + (tables! & 15)) ?? none }
  })
  const [first, last, bits] = header.subarray(1 + 2 * count)
  const range: ScanRange = { first: first!, last: last!, high: bits! >> 4, low: bits! & 15 }
  const reader = new BitReader(bytes, at)
  const blocks = picture.progressive ? progressiveBlocks(reader, range) : sequentialBlocks(reader)
  const predictor = new Int32Array(count)
  const components = selected.map(({ component }) => component)

  const readBlock = (index: number, block: number) => {
    const { component, dc, ac } = selected[index]!
    blocks.read(component.coefficients, block, dc, ac, predictor, index)
  }
  const alone = count === 1 ? components[0]! : undefined
  const [across, down] = alone ? [alone.ownColumns, alone.ownRows] : [picture.mcusAcross, picture.mcusDown]
  for (let unit = 0; unit < across * down; unit++) {
    if (restartInterval > 0 && unit > 0 && unit % restartInterval === 0) {
      reader.restart()
      blocks.restart()
      predictor.fill(0)
    }
    const [column, row] = [unit % across, Math.floor(unit / across)]
    if (alone) readBlock(0, blockAt(alone, column, row))
    else eachBlockOfMcu(components, column, row, readBlock)
  }
  return reader.end()
}
