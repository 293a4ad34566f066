/** A copy of an XMP packet that fits the new picture: upright, and without thumbnails of the old one. */
export function renewXmp(xmp: Uint8Array): Uint8Array {
  const text = Buffer.from(xmp).toString('utf8')
  const renewed = text
    .replace(/(tiff:Orientation\s*=\s*["'])\d(["'])/g, '$11$2')
    .replace(/(<tiff:Orientation>)\d(<\/tiff:Orientation>)/g, '$11$2')
    .replace(/<(\w+):Thumbnails\b[^>]*>[\s\S]*?<\/\1:Thumbnails>/g, '')
  return Buffer.from(renewed)
}

/** Whether the packet speaks of a gain map: Ultra HDR (Adobe, Google) or Apple's. */
export function mentionsGainMap(xmp: Uint8Array): boolean {
  return /hdrgm:|HDRGainMap/.test(Buffer.from(xmp).toString('utf8'))
}
