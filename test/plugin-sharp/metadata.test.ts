import assert from 'node:assert/strict'
import { paintout } from '@paintout/core'
import { codec } from '@paintout/plugin-sharp'
import sharp, { type Metadata } from 'sharp'
import { noise } from '../fixtures/noise.ts'
import { repaint } from '../fixtures/repaint.ts'
import { withJpegSegments } from '../fixtures/splice.ts'

const removal = paintout()
  .use(codec)
  .use(repaint, { rect: [2, 2, 8, 8] })
  .freeze()
const image = () => sharp(noise(40, 30, 3, 8).data, { raw: { width: 40, height: 30, channels: 3 } })

describe('metadata', () => {
  it('keep every EXIF text and number, in both byte orders', async () => {
    for (const bigEndian of [false, true]) {
      const exif = exifBlock({ bigEndian, orientation: 6, thumbnail: undefined })
      const after = await removeFrom(withJpegSegments(await image().jpeg().toBuffer(), [[0xe1, exif]]))
      const text = after.exif!.toString('latin1')
      assert.match(text, /A photographer/)
      assert.equal(after.orientation, 1)
      assert.deepEqual([after.width, after.height], [30, 40])
    }
  })

  it('lose the EXIF thumbnail, which still shows what was removed', async () => {
    const thumbnail = await image().resize(16).jpeg().toBuffer()
    const exif = exifBlock({ bigEndian: false, orientation: 1, thumbnail })
    const input = withJpegSegments(await image().jpeg().toBuffer(), [[0xe1, exif]])
    assert.ok(Buffer.from(input).includes(thumbnail))
    const after = await removeFrom(input)
    assert.match(after.exif!.toString('latin1'), /A photographer/)
    assert.equal(after.exif!.indexOf(Buffer.from([0xff, 0xd8, 0xff])), -1)
  })

  it("lose Photoshop's thumbnail and keep its captions", async () => {
    const caption = resource(0x0404, Buffer.from('\x1c\x02\x78\x00\x07caption', 'latin1'))
    const thumbnail = resource(1036, Buffer.from('the old picture'))
    const data = Buffer.concat([Buffer.from('Photoshop 3.0\0'), caption, thumbnail, resource(1005, Buffer.alloc(16))])
    const after = await removeFrom(withJpegSegments(await image().jpeg().toBuffer(), [[0xed, data]]))
    assert.ok(after.iptc!.includes('caption'))
    assert.ok(!after.iptc!.includes('the old picture'))
    assert.ok(after.iptc!.includes(resource(1005, Buffer.alloc(16))))
  })

  it('say in XMP, too, that the picture is upright, and lose its thumbnails', async () => {
    const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><d tiff:Orientation="6" dc:title="kept"/>
      <xmp:Thumbnails><r:Alt>the old picture</r:Alt></xmp:Thumbnails></x:xmpmeta>`
    const after = await removeFrom(await image().withXmp(xmp).jpeg().toBuffer())
    const text = after.xmp!.toString()
    assert.match(text, /tiff:Orientation="1" dc:title="kept"/)
    assert.doesNotMatch(text, /the old picture/)
  })

  it('are none where the input had none', async () => {
    for (const format of ['jpeg', 'png', 'webp', 'avif', 'tiff'] as const) {
      const after = await removeFrom(await image().toFormat(format).toBuffer())
      assert.deepEqual([after.exif, after.xmp, after.iptc, after.icc], [undefined, undefined, undefined, undefined])
    }
  })

  it('go along into another format', async () => {
    const input = await image()
      .withMetadata({ density: 300 })
      .withExifMerge({ IFD0: { Copyright: 'Somebody' } })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>')
      .jpeg()
      .toBuffer()
    const { icc } = await sharp(input).metadata()
    for (const format of ['png', 'webp', 'avif', 'tiff'] as const) {
      const result = await removal.process(input)
      const after = await sharp(await result.toBuffer({ format })).metadata()
      assert.deepEqual(after.icc, icc, format)
      assert.ok(after.xmp!.includes('xmpmeta'), format)
      if (format !== 'tiff') assert.match(after.exif!.toString('latin1'), /Somebody/)
      if (format !== 'webp' && format !== 'avif') assert.equal(after.density, 300, format)
    }
  })

  it('that are damaged are left out, and the picture is read', async () => {
    const jpeg = await image().jpeg().toBuffer()
    const broken = [
      [0xe1, Buffer.from('Exif\0\0II*\0\xff\xff\xff\xff', 'latin1')],
      [0xed, Buffer.from('Photoshop 3.0\x008BIM\x04\x04\xff\xff\xff\xff', 'latin1')],
    ] as const
    const result = await paintout()
      .use(codec, { failOn: 'truncated' })
      .use(repaint, { rect: [2, 2, 8, 8] })
      .process(withJpegSegments(jpeg, broken))
    assert.equal((await sharp(await result.toBuffer()).metadata()).iptc, undefined)
  })
})

async function removeFrom(input: Uint8Array): Promise<Metadata> {
  const result = await removal.process(input)
  return sharp(await result.toBuffer()).metadata()
}

interface ExifParts {
  readonly bigEndian: boolean
  readonly orientation: number
  readonly thumbnail: Buffer | undefined
}

/** An EXIF block (EXIF 2.3, 4.5) of an artist, an orientation and maybe a thumbnail. */
function exifBlock({ bigEndian, orientation, thumbnail }: ExifParts): Buffer {
  const artist = Buffer.from('A photographer\0', 'latin1')
  const first = 8
  const artistAt = first + 2 + 2 * 12 + 4
  const second = artistAt + artist.length + 1
  const thumbnailAt = second + 2 + 3 * 12 + 4
  const block = Buffer.alloc(thumbnailAt + (thumbnail?.length ?? 0))
  const put16 = (value: number, at: number) =>
    bigEndian ? block.writeUInt16BE(value, at) : block.writeUInt16LE(value, at)
  const put32 = (value: number, at: number) =>
    bigEndian ? block.writeUInt32BE(value, at) : block.writeUInt32LE(value, at)
  const entry = (at: number, tag: number, type: number, count: number, value: number) => {
    put16(tag, at)
    put16(type, at + 2)
    put32(count, at + 4)
    if (type === 3) put16(value, at + 8)
    else put32(value, at + 8)
  }
  block.write(bigEndian ? 'MM' : 'II', 'latin1')
  put16(42, 2)
  put32(first, 4)
  put16(2, first)
  entry(first + 2, 0x0112, 3, 1, orientation)
  entry(first + 14, 0x013b, 2, artist.length, artistAt)
  artist.copy(block, artistAt)
  if (thumbnail) {
    put32(second, first + 26)
    put16(3, second)
    entry(second + 2, 0x0103, 3, 1, 6)
    entry(second + 14, 0x0201, 4, 1, thumbnailAt)
    entry(second + 26, 0x0202, 4, 1, thumbnail.length)
    thumbnail.copy(block, thumbnailAt)
  }
  return Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), block])
}

function resource(id: number, data: Buffer): Buffer {
  const head = Buffer.from('8BIM\0\0\0\0\0\0\0\0', 'latin1')
  head.writeUInt16BE(id, 4)
  head.writeUInt32BE(data.length, 8)
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)])
}
