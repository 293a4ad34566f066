import type { Pixels } from '@paintout/core'
import { readDirectory, readTiffHeader } from '../metadata/ifd.ts'

const COMPRESSION = 259

/** How a TIFF is packed, as far as we write it: what is lossy or rare becomes `deflate`. */
export function tiffCompression(bytes: Uint8Array): 'none' | 'lzw' | 'deflate' {
  const header = readTiffHeader(bytes)
  const field = header && readDirectory(header, header.first)?.fields.get(COMPRESSION)
  const value = field && header.view.getUint16(field.at, header.littleEndian)
  if (value === 1) return 'none'
  return value === 5 ? 'lzw' : 'deflate'
}

/** Tag, type (3 is 16 bits, 4 is 32, 7 is bytes), count, and the value or where it is. */
type Entry = readonly [tag: number, type: 3 | 4 | 7, count: number, value: number]

/**
 * An uncompressed TIFF around the samples of one or three channels with their profile: how raw samples with a profile
 * of their own get into libvips. Copies the samples once.
 */
export function wrapTiff({ data, width, height, channels }: Pixels, profile: Uint8Array): Buffer {
  const bitsAt = 8 + 2 + 11 * 12 + 4
  const profileAt = bitsAt + 2 * channels + (channels % 2) * 2
  const samplesAt = profileAt + profile.length + (profile.length % 2)
  const bits = data.BYTES_PER_ELEMENT * 8
  const entries: readonly Entry[] = [
    [256, 4, 1, width],
    [257, 4, 1, height],
    [258, 3, channels, channels === 1 ? bits : bitsAt],
    [COMPRESSION, 3, 1, 1],
    [262, 3, 1, channels === 1 ? 1 : 2],
    [273, 4, 1, samplesAt],
    [277, 3, 1, channels],
    [278, 4, 1, height],
    [279, 4, 1, data.byteLength],
    [284, 3, 1, 1],
    [34675, 7, profile.length, profileAt],
  ]
  const head = Buffer.alloc(samplesAt)
  head.write('II*\0', 'latin1')
  head.writeUInt32LE(8, 4)
  head.writeUInt16LE(entries.length, 8)
  entries.forEach(([tag, type, count, value], index) => {
    const at = 10 + index * 12
    head.writeUInt16LE(tag, at)
    head.writeUInt16LE(type, at + 2)
    head.writeUInt32LE(count, at + 4)
    head.writeUInt32LE(value, at + 8)
  })
  for (let k = 0; k < channels; k++) head.writeUInt16LE(bits, bitsAt + 2 * k)
  head.set(profile, profileAt)
  return Buffer.concat([head, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)])
}
