const TAGS_AT = 128

/**
 * How many channels a profile is for (ICC.1:2022, 7.2): 1 for grey, 3 for RGB, else 0. A profile that is cut short or
 * points outside of itself is for none: libvips would leave out its transform without a word.
 */
export function profileChannels(icc: Uint8Array): 0 | 1 | 3 {
  const bytes = Buffer.from(icc.buffer, icc.byteOffset, icc.byteLength)
  if (!isWhole(bytes)) return 0
  const space = bytes.toString('latin1', 16, 20)
  if (space === 'GRAY') return 1
  return space === 'RGB ' ? 3 : 0
}

function isWhole(bytes: Buffer): boolean {
  if (bytes.length < TAGS_AT + 4 || bytes.readUInt32BE(0) > bytes.length) return false
  if (bytes.toString('latin1', 36, 40) !== 'acsp') return false
  const count = bytes.readUInt32BE(TAGS_AT)
  if (TAGS_AT + 4 + count * 12 > bytes.length) return false
  for (let at = TAGS_AT + 4; at < TAGS_AT + 4 + count * 12; at += 12) {
    if (bytes.readUInt32BE(at + 4) + bytes.readUInt32BE(at + 8) > bytes.length) return false
  }
  return count > 0
}
