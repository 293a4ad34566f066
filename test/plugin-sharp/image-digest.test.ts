import assert from 'node:assert/strict'
import { digestImage, formatOfPath } from '@paintout/plugin-sharp'
import sharp from 'sharp'
import { kinds } from '../fixtures/kinds.ts'
import { withJpegSegments } from '../fixtures/splice.ts'

const plain = { orientation: 1, icc: undefined }

describe('the digest of an image file', () => {
  for (const { name, make } of kinds) {
    it(`of ${name} is the same for the same bytes, and another for another picture`, async () => {
      const bytes = await make()
      const digest = digestImage(bytes, plain)
      assert.match(digest, /^[0-9a-f]{64}$/)
      assert.equal(digestImage(await make(), plain), digest)
      const spoiled = bytes.slice()
      spoiled[Math.floor(bytes.length * 0.7)]! ^= 255
      assert.notEqual(digestImage(spoiled, plain), digest)
    })
  }

  it('counts orientation and profile', async () => {
    const bytes = await kinds[0]!.make()
    const digests = [plain, { ...plain, orientation: 6 }, { ...plain, icc: new Uint8Array(9) }].map((meaning) =>
      digestImage(bytes, meaning),
    )
    assert.equal(new Set(digests).size, 3)
  })

  const written = { jpeg: '.jpg', png: '.png', webp: '.webp' } as const
  for (const [format, suffix] of Object.entries(written)) {
    it(`of ${format} does not count EXIF, XMP, density, or what an editor adds`, async () => {
      assert.ok(formatOfPath(suffix.replace('.', 'a.')))
      const image = sharp({ create: { width: 40, height: 30, channels: 3, background: '#a63' } })
      const bare = await image
        .clone()
        .toFormat(format as keyof typeof written, { lossless: true })
        .toBuffer()
      const described = await image
        .clone()
        .withMetadata({ density: 300 })
        .withExif({ IFD0: { Artist: 'Somebody', Copyright: 'x'.repeat(500) } })
        .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>')
        .toFormat(format as keyof typeof written, { lossless: true })
        .toBuffer()
      assert.notDeepEqual(described, bare)
      // sharp gives a picture with metadata a profile of its own.
      assert.equal(digestImage(described, plain), digestImage(bare, plain))
    })
  }

  it('of JPEG does not count comments, and counts what says how colours are read', async () => {
    const jpeg = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#a63' } })
      .jpeg()
      .toBuffer()
    const said = (marker: number) => digestImage(withJpegSegments(jpeg, [[marker, Buffer.from('some words')]]), plain)
    const digest = digestImage(jpeg, plain)
    for (const marker of [0xfe, 0xe1, 0xe2, 0xed]) assert.equal(said(marker), digest)
    assert.notEqual(said(0xee), digest)
  })

  it('ends where a damaged file does', () => {
    for (const head of [
      '\xff\xd8\xff\xe1\xff\xff',
      '\x89PNG\r\n\x1a\n\xff\xff\xff\xffIDAT',
      'RIFF\xff\xff\xff\xffWEBPVP8 \xff\xff\xff\xff',
    ]) {
      assert.match(digestImage(Buffer.from(head, 'latin1'), plain), /^[0-9a-f]{64}$/)
    }
  })
})
