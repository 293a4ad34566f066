import assert from 'node:assert/strict'
import { jpegSettings } from '@paintout/plugin-sharp'
import sharp from 'sharp'
import { noise } from '../../fixtures/noise.ts'

const image = () => sharp(noise(32, 32, 3, 8).data, { raw: { width: 32, height: 32, channels: 3 } })

describe('jpegSettings', () => {
  it('reads every quality and chroma subsampling that libjpeg wrote', async () => {
    for (let quality = 1; quality <= 100; quality++) {
      for (const chromaSubsampling of ['4:4:4', '4:2:0'] as const) {
        const bytes = await image().jpeg({ quality, chromaSubsampling }).toBuffer()
        const read = jpegSettings(bytes)
        // Low qualities share a table: writing with the one that is read gives the same tables.
        const again = await image().jpeg(read).toBuffer()
        assert.deepEqual(tablesOf(again), tablesOf(bytes), `quality ${quality}`)
        assert.equal(read.chromaSubsampling, chromaSubsampling)
        if (quality >= 3) assert.equal(read.quality, quality)
      }
    }
  })

  it('reads whether it is progressive, and grey', async () => {
    assert.equal(jpegSettings(await image().jpeg({ progressive: true }).toBuffer()).progressive, true)
    assert.equal(jpegSettings(await image().jpeg().toBuffer()).progressive, false)
    const grey = await image().toColourspace('b-w').jpeg({ quality: 71 }).toBuffer()
    assert.deepEqual(jpegSettings(grey), { quality: 71, chromaSubsampling: '4:4:4', progressive: false })
  })

  it('keeps colour whole that is halved in one direction only', async () => {
    const bytes = await image().jpeg({ chromaSubsampling: '4:2:0' }).toBuffer()
    const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]))
    bytes[frame + 11] = 0x21
    assert.equal(jpegSettings(bytes).chromaSubsampling, '4:4:4')
  })

  it("takes the nearest quality for tables that are not libjpeg's", async () => {
    for (const quantisationTable of [2, 3, 6]) {
      const bytes = await image().jpeg({ quality: 80, quantisationTable }).toBuffer()
      const { quality } = jpegSettings(bytes)
      assert.ok(quality > 55 && quality < 97, `${quality} for table ${quantisationTable}`)
    }
  })

  it('reads what it can of bytes that end anywhere, or are no JPEG', async () => {
    const bytes = await image().jpeg({ quality: 60 }).toBuffer()
    for (let length = 0; length < 700; length++) {
      const { quality } = jpegSettings(bytes.subarray(0, length))
      assert.ok(quality >= 1 && quality <= 100)
    }
    assert.equal(jpegSettings(new Uint8Array(100)).quality, 90)
  })
})

function tablesOf(jpeg: Buffer): Buffer {
  const from = jpeg.indexOf(Buffer.from([0xff, 0xdb]))
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]))
  return jpeg.subarray(from, frame)
}
