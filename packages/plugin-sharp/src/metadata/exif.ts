import { readDirectory, readTiffHeader } from './ifd.ts'

const ORIENTATION = 0x0112
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
