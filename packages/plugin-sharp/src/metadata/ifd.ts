/** An image file directory of TIFF 6.0, which EXIF shares. */
export interface Directory {
  readonly fields: ReadonlyMap<number, Field>
  /** Where the offset of the next directory is written. */
  readonly nextAt: number
}

export interface Field {
  /** Of its values: 3 is 16 bits, 4 is 32. */
  readonly type: number
  readonly count: number
  /** Where the value, or its offset, is written. */
  readonly at: number
}

export interface TiffHeader {
  readonly view: DataView
  readonly littleEndian: boolean
  readonly first: number
}

/** The header of a TIFF, or undefined when these bytes are none (or a BigTIFF). */
export function readTiffHeader(bytes: Uint8Array): TiffHeader | undefined {
  if (bytes.length < 8) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const order = view.getUint16(0)
  if (order !== 0x4949 && order !== 0x4d4d) return undefined
  const littleEndian = order === 0x4949
  if (view.getUint16(2, littleEndian) !== 42) return undefined
  return { view, littleEndian, first: view.getUint32(4, littleEndian) }
}

/** The directory at `offset`, or undefined where it does not fit into the bytes. */
export function readDirectory({ view, littleEndian }: TiffHeader, offset: number): Directory | undefined {
  if (offset + 2 > view.byteLength) return undefined
  const count = view.getUint16(offset, littleEndian)
  const nextAt = offset + 2 + count * 12
  if (nextAt + 4 > view.byteLength) return undefined
  const fields = new Map<number, Field>()
  for (let at = offset + 2; at < nextAt; at += 12) {
    fields.set(view.getUint16(at, littleEndian), {
      type: view.getUint16(at + 2, littleEndian),
      count: view.getUint32(at + 4, littleEndian),
      at: at + 8,
    })
  }
  return { fields, nextAt }
}
