import { readDirectory, readTiffHeader } from './ifd.ts'

const ORIENTATION = 0x0112
const EXIF_DIRECTORY = 0x8769
const PIXEL_X_DIMENSION = 0xa002
const PIXEL_Y_DIMENSION = 0xa003
const SHORT = 3
const prefix = 'Exif\0\0'

/**
 * A copy of an EXIF block that fits the new picture: orientation 1, because the samples are upright, and no thumbnail,
 * because it still shows what was removed. Undefined where the block cannot be read.
 */
export function renewExif(exif: Uint8Array): Uint8Array | undefined {
  const hasPrefix = Buffer.from(exif.subarray(0, prefix.length)).toString('latin1') === prefix
  const copy = new Uint8Array(exif.subarray(hasPrefix ? prefix.length : 0))
  const header = readTiffHeader(copy)
  const directory = header && readDirectory(header, header.first)
  if (!directory) return undefined
  const { view, littleEndian } = header
  const orientation = directory.fields.get(ORIENTATION)
  if (orientation) view.setUint16(orientation.at, 1, littleEndian)
  // The second directory is the thumbnail's; what nothing points to is left out when the block is written.
  view.setUint32(directory.nextAt, 0, littleEndian)
  return copy
}

/** Writes the picture's size into an EXIF block as libvips makes it, in place. Anything else stays as it is. */
export function withExifSize(exif: Uint8Array, width: number, height: number): void {
  if (Buffer.from(exif.subarray(0, prefix.length)).toString('latin1') !== prefix) return
  const header = readTiffHeader(exif.subarray(prefix.length))
  const pointer = header && readDirectory(header, header.first)?.fields.get(EXIF_DIRECTORY)
  if (!header || !pointer) return
  const { view, littleEndian } = header
  const fields = readDirectory(header, view.getUint32(pointer.at, littleEndian))?.fields
  for (const [tag, size] of [
    [PIXEL_X_DIMENSION, width],
    [PIXEL_Y_DIMENSION, height],
  ] as const) {
    const field = fields?.get(tag)
    if (field?.type === SHORT) view.setUint16(field.at, size, littleEndian)
    else if (field) view.setUint32(field.at, size, littleEndian)
  }
}

/** Whether a TIFF file points to an EXIF directory. */
export function holdsTiffExif(file: Uint8Array): boolean {
  const header = readTiffHeader(file)
  return header !== undefined && readDirectory(header, header.first)?.fields.has(EXIF_DIRECTORY) === true
}
