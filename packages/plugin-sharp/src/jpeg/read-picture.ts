import { DamagedJpeg } from './damaged.ts'
import { type HuffmanTable, isPrefixCode } from './huffman.ts'
import type { JpegComponent, JpegPicture } from './picture.ts'
import { type Reading, readScan } from './read-scan.ts'

const SEQUENTIAL = [0xc0, 0xc1]
const PROGRESSIVE = 0xc2
const HUFFMAN_TABLES = 0xc4
const END = 0xd9
const SCAN = 0xda
const QUANTISATION_TABLES = 0xdb
const RESTART_INTERVAL = 0xdd
const ADOBE = 0xee

/**
 * The coefficients of a JPEG of 8 bits, Huffman-coded, sequential or progressive. `undefined` for any other kind, and for
 * one that breaks a rule of T.81 or lacks a part: its picture is what a decoder makes of it. Takes two bytes a sample.
 */
export function readPicture(bytes: Uint8Array): JpegPicture | undefined {
  try {
    return readSegments(bytes)
  } catch (error) {
    // Typed arrays throw a RangeError where there is no memory for them.
    if (error instanceof DamagedJpeg || error instanceof RangeError) return undefined
    throw error
  }
}

/** What the segments so far have said. */
interface State extends Reading {
  picture: JpegPicture | undefined
  adobeTransform: number | undefined
}

function readSegments(bytes: Uint8Array): JpegPicture | undefined {
  const state: State = {
    quantisation: new Map(),
    huffman: new Map(),
    known: new Map(),
    restartInterval: 0,
    scans: 0,
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
    if (marker === END) break
    const end = at + 2 + ((bytes[at + 2]! << 8) | bytes[at + 3]!)
    if (end < at + 4 || end > bytes.length) throw new DamagedJpeg('a segment is cut')
    const data = bytes.subarray(at + 4, end)
    if (marker === SCAN) {
      if (!state.picture) throw new DamagedJpeg('a scan before its frame')
      at = readScan(bytes, end, data, state.picture, state)
    } else {
      if (!readHeader(marker, data, state, bytes.length)) return undefined
      at = end
    }
  }
  // Many files end without the marker that says so.
  return finish(state)
}

/** A decoder smooths what a progressive picture does not say: only whole ones mean the same again when written whole. */
function finish({ picture, quantisation, known, adobeTransform }: State): JpegPicture | undefined {
  const isWhole = picture?.components.every(
    (component) => quantisation.has(component.table) && known.get(component)?.every((bit) => bit === 0),
  )
  return picture && isWhole ? { ...picture, adobeTransform } : undefined
}

/** False for a frame of a kind that is not read, and for tables that change between scans. */
function readHeader(marker: number, data: Uint8Array, state: State, fileSize: number): boolean {
  if (marker === QUANTISATION_TABLES) {
    if (state.scans > 0) return false
    readQuantisation(data, state.quantisation)
  } else if (marker === HUFFMAN_TABLES) readHuffman(data, state.huffman)
  else if (marker === RESTART_INTERVAL) {
    if (data.length !== 2) throw new DamagedJpeg('no restart interval')
    state.restartInterval = (data[0]! << 8) | data[1]!
  } else if (marker === ADOBE && data.length >= 12) state.adobeTransform = data[11]
  else if (SEQUENTIAL.includes(marker) || marker === PROGRESSIVE) {
    if (data[0] !== 8 || state.picture) return false
    state.picture = readFrame(data, marker === PROGRESSIVE, state.quantisation, fileSize)
  } else if (marker >= 0xc0 && marker <= 0xcf) return false
  return true
}

/** T.81, B.2.4.1. */
function readQuantisation(data: Uint8Array, tables: Map<number, Uint16Array>): void {
  for (let at = 0; at < data.length; ) {
    const [wide, id] = [data[at]! >> 4 > 0, data[at]! & 15]
    at++
    const size = wide ? 128 : 64
    if (at + size > data.length) throw new DamagedJpeg('a quantisation table is cut')
    const table = Uint16Array.from({ length: 64 }, (_, k) =>
      wide ? (data[at + 2 * k]! << 8) | data[at + 2 * k + 1]! : data[at + k]!,
    )
    if (table.includes(0)) throw new DamagedJpeg('a step of quantisation is 0')
    tables.set(id, table)
    at += size
  }
}

/** T.81, B.2.4.2. */
function readHuffman(data: Uint8Array, tables: Map<number, HuffmanTable>): void {
  for (let at = 0; at < data.length; ) {
    const counts = data.subarray(at + 1, at + 17)
    const symbols = data.subarray(at + 17, at + 17 + counts.reduce((sum, count) => sum + count, 0))
    const table = { counts, symbols }
    if (!isPrefixCode(table)) throw new DamagedJpeg('no Huffman table')
    tables.set(data[at]!, table)
    at += 17 + symbols.length
  }
}

/** T.81, B.2.2. */
function readFrame(
  data: Uint8Array,
  progressive: boolean,
  tables: ReadonlyMap<number, Uint16Array>,
  fileSize: number,
): JpegPicture {
  const [, highHeight, lowHeight, highWidth, lowWidth, count] = data
  const [width, height] = [(highWidth! << 8) | lowWidth!, (highHeight! << 8) | lowHeight!]
  if (!(count! >= 1 && count! <= 4) || data.length !== 6 + 3 * count!) throw new DamagedJpeg('no frame header')
  const headers = Array.from({ length: count! }, (_, index) => {
    const [id, factors, table] = data.subarray(6 + 3 * index)
    // One colour alone has no MCUs, whatever factors it says: T.81, A.2.2.
    const [across, down] = count === 1 ? [1, 1] : [factors! >> 4, factors! & 15]
    return { id: id!, across: across!, down: down!, table: table! }
  })
  const factors = headers.flatMap(({ across, down }) => [across, down])
  if (width === 0 || height === 0 || Math.min(...factors) < 1 || Math.max(...factors) > 4) {
    throw new DamagedJpeg('no frame header')
  }
  const mostAcross = Math.max(...headers.map(({ across }) => across))
  const mostDown = Math.max(...headers.map(({ down }) => down))
  const mcusAcross = Math.ceil(width / (8 * mostAcross))
  const mcusDown = Math.ceil(height / (8 * mostDown))
  const blocks = headers.reduce((sum, { across, down }) => sum + mcusAcross * across * mcusDown * down, 0)
  if (headers.some(({ table }) => table > 3) || blocks > mostBlocks(fileSize)) throw new DamagedJpeg('no such frame')
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

/** A block takes a bit of DC at least: a frame that says more of them would only make us take memory. */
function mostBlocks(fileSize: number): number {
  return 8 * fileSize
}
