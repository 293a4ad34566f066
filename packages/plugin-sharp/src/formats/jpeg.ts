import { standardTables } from './jpeg-tables.ts'

/** How a JPEG was written, as far as its headers say. */
export interface JpegSettings {
  /** On libjpeg's scale, 1 to 100; the nearest where the tables are not libjpeg's. */
  readonly quality: number
  /** As sharp can write it: anything finer than 4:2:0 is kept as 4:4:4, so that no colour is lost. */
  readonly chromaSubsampling: '4:4:4' | '4:2:0'
  readonly progressive: boolean
}

export interface JpegSegment {
  readonly marker: number
  /** Where the marker's 0xFF is. */
  readonly at: number
  /** What follows the two bytes of length. */
  readonly data: Uint8Array
}

const START_OF_SCAN = 0xda
const QUANTISATION_TABLES = 0xdb
const PROGRESSIVE_FRAMES = [0xc2, 0xc6, 0xca, 0xce]
const NOT_FRAMES = [0xc4, 0xc8, 0xcc]

/** The segments before the picture itself, in order. Ends early where the file is damaged. */
export function* jpegSegments(bytes: Uint8Array): Generator<JpegSegment> {
  let at = 2
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!
    if (marker === 0xff) {
      at++
      continue
    }
    if (marker === START_OF_SCAN) return
    const length = (bytes[at + 2]! << 8) | bytes[at + 3]!
    yield { marker, at, data: bytes.subarray(at + 4, at + 2 + length) }
    at += 2 + length
  }
}

/** Quality and chroma subsampling of a JPEG, read from its quantisation tables and its frame header. */
export function jpegSettings(bytes: Uint8Array): JpegSettings {
  const tables = new Map<number, readonly number[]>()
  let frame: JpegSegment | undefined
  for (const segment of jpegSegments(bytes)) {
    const { marker, data } = segment
    if (marker === QUANTISATION_TABLES) for (const [id, table] of readTables(data)) tables.set(id, table)
    else if (marker >= 0xc0 && marker <= 0xcf && !NOT_FRAMES.includes(marker)) frame ??= segment
  }
  return {
    quality: nearestQuality([tables.get(0), tables.get(1)]),
    chromaSubsampling: frame && isQuartered(frame.data) ? '4:2:0' : '4:4:4',
    progressive: frame !== undefined && PROGRESSIVE_FRAMES.includes(frame.marker),
  }
}

/** ITU-T T.81, B.2.4.1: precision and id share a byte; 64 entries of one or two bytes, in zigzag order. */
function* readTables(data: Uint8Array): Generator<[id: number, table: readonly number[]]> {
  let at = 0
  while (at < data.length) {
    const size = data[at]! >> 4 === 0 ? 1 : 2
    const id = data[at]! & 15
    const end = at + 1 + 64 * size
    if (end > data.length) return
    const entry = (k: number) => {
      const from = at + 1 + k * size
      return size === 1 ? data[from]! : (data[from]! << 8) | data[from + 1]!
    }
    yield [id, Array.from({ length: 64 }, (_, k) => entry(k))]
    at = end
  }
}

function nearestQuality(tables: readonly (readonly number[] | undefined)[]): number {
  let nearest = 90
  let least = Number.POSITIVE_INFINITY
  for (let quality = 100; quality >= 1; quality--) {
    let distance = 0
    standardTables(quality).forEach((standard, index) => {
      tables[index]?.forEach((value, k) => {
        distance += Math.abs(value - standard[k]!)
      })
    })
    if (distance < least) {
      least = distance
      nearest = quality
    }
  }
  return tables[0] ? nearest : 90
}

/** Whether colour is halved in both directions at least, against the first component. */
function isQuartered(frame: Uint8Array): boolean {
  const components = frame[5] ?? 0
  if (components !== 3) return false
  const factors = (index: number) => {
    const both = frame[7 + 3 * index] ?? 0x11
    return [both >> 4, both & 15] as const
  }
  const [across, down] = factors(0)
  const [acrossChroma, downChroma] = factors(1)
  return across >= 2 * acrossChroma && (down >= 2 * downChroma || across >= 4 * acrossChroma)
}
