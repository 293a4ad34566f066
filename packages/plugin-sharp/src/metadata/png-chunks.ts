import { crc32, deflateSync } from 'node:zlib'

/** A PNG chunk (W3C PNG, 5.3). */
export function pngChunk(name: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const chunk = Buffer.alloc(body.length + 8)
  chunk.writeUInt32BE(data.length, 0)
  chunk.set(body, 4)
  chunk.writeUInt32BE(crc32(body), body.length + 4)
  return chunk
}

export function iccChunk(profile: Uint8Array): Buffer {
  return pngChunk('iCCP', Buffer.concat([Buffer.from('icc\0\0', 'latin1'), deflateSync(profile)]))
}

export function exifChunk(exif: Uint8Array): Buffer {
  return pngChunk('eXIf', exif)
}

export function xmpChunk(xmp: Uint8Array): Buffer {
  return pngChunk('iTXt', Buffer.concat([Buffer.from('XML:com.adobe.xmp\0\0\0\0\0', 'latin1'), xmp]))
}

/** @param density Pixels per inch; the chunk counts them per metre. */
export function densityChunk(density: number): Buffer {
  const data = Buffer.alloc(9)
  const perMetre = Math.round(density / 0.0254)
  data.writeUInt32BE(perMetre, 0)
  data.writeUInt32BE(perMetre, 4)
  data[8] = 1
  return pngChunk('pHYs', data)
}

/** Adds chunks behind the header of a PNG. */
export function withChunks(png: Uint8Array, chunks: readonly Uint8Array[]): Buffer {
  const headerEnd = 33
  return Buffer.concat([png.subarray(0, headerEnd), ...chunks, png.subarray(headerEnd)])
}
