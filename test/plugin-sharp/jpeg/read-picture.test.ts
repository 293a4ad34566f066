import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { JpegPicture } from '../../../packages/plugin-sharp/src/jpeg/picture.ts'
import { readPicture } from '../../../packages/plugin-sharp/src/jpeg/read-picture.ts'
import { writePicture } from '../../../packages/plugin-sharp/src/jpeg/write-picture.ts'
import { decoded, jpeg422, jpegKinds, jpegOf, pictureOf, startOfImage, withRestarts } from '../../fixtures/jpegs.ts'

const sizes = [
  [1, 1],
  [7, 9],
  [16, 16],
  [203, 151],
  [640, 1],
] as const

/** The blocks that hold some of the picture; a progressive scan of one colour has no others. */
function blocksOf({ components }: JpegPicture): Int16Array[] {
  return components.map(({ coefficients, columns, ownColumns, ownRows }) =>
    coefficients.filter((_, k) => {
      const block = Math.floor(k / 64)
      return block % columns < ownColumns && block < columns * ownRows
    }),
  )
}

describe('readPicture and writePicture', () => {
  for (const kind of Object.keys(jpegKinds)) {
    it(`write what was read, to the last sample, sequential and progressive: ${kind}`, async () => {
      for (const [width, height] of sizes) {
        for (const quality of [1, 50, 100]) {
          const jpeg = await jpegOf(kind, width, height, quality)
          const picture = readPicture(jpeg)
          assert.ok(picture, `${width} × ${height}`)
          const samples = await decoded(jpeg)
          for (const progressive of [false, true]) {
            const written = writePicture({ ...picture, progressive }, startOfImage)
            assert.deepEqual(await decoded(written), samples, `${width} × ${height} of quality ${quality}`)
            const again = readPicture(written)!
            assert.equal(again.progressive, progressive)
            assert.deepEqual(blocksOf(again), blocksOf(picture))
          }
        }
      }
    })
  }

  it('write files that are hardly larger than those of libjpeg', async () => {
    for (const kind of ['baseline 4:2:0', 'baseline 4:4:4', 'baseline grey']) {
      const jpeg = await jpegOf(kind, 640, 480)
      assert.ok(writePicture(readPicture(jpeg)!, startOfImage).length <= jpeg.length, kind)
    }
  })
})

describe('readPicture', () => {
  for (const kind of ['baseline 4:2:0', 'baseline 4:4:4', 'baseline grey', 'progressive grey']) {
    it(`reads over restart markers: ${kind}`, async () => {
      const jpeg = await jpegOf(kind, 203, 151)
      const restarting = withRestarts(readPicture(jpeg)!)
      assert.deepEqual(await decoded(restarting), await decoded(jpeg))
      assert.deepEqual(blocksOf(readPicture(restarting)!), blocksOf(readPicture(jpeg)!))
    })
  }

  it('refuses a restart marker that is missing or has another number', async () => {
    const restarting = withRestarts(await pictureOf('baseline 4:2:0', 64, 64))
    const at = restarting.indexOf(Buffer.of(0xff, 0xd1))
    const renumbered = Buffer.from(restarting)
    renumbered[at + 1] = 0xd3
    assert.equal(readPicture(renumbered), undefined)
    assert.equal(readPicture(Buffer.concat([restarting.subarray(0, at), restarting.subarray(at + 2)])), undefined)
  })

  it('reads a file without the marker that ends it', async () => {
    const jpeg = await jpegOf('baseline 4:4:4', 64, 48)
    assert.deepEqual(readPicture(jpeg.subarray(0, -2)), readPicture(jpeg))
  })

  it('reads chroma that is halved in one direction', async () => {
    const jpeg = await jpeg422(64, 48)
    assert.deepEqual(
      readPicture(jpeg)!.components.map(({ across, down }) => [across, down]),
      [
        [2, 1],
        [1, 1],
        [1, 1],
      ],
    )
    assert.deepEqual(await decoded(writePicture(readPicture(jpeg)!, startOfImage)), await decoded(jpeg))
  })

  it('takes the factors of one colour for nothing, as decoders do', async () => {
    const jpeg = await jpegOf('baseline grey', 203, 151)
    const frame = jpeg.indexOf(Buffer.of(0xff, 0xc0))
    const doubled = Buffer.from(jpeg)
    doubled[frame + 11] = 0x22
    assert.deepEqual(await decoded(doubled), await decoded(jpeg))
    assert.deepEqual(readPicture(doubled), readPicture(jpeg))
  })

  it('refuses a progressive file that lacks a scan, because decoders smooth what is missing', async () => {
    const jpeg = await jpegOf('progressive 4:2:0', 64, 64)
    const scans: number[] = []
    for (let at = 0; at >= 0; at = jpeg.indexOf(Buffer.of(0xff, 0xda), at + 1)) scans.push(at)
    assert.ok(scans.length > 5)
    for (const at of scans.slice(1)) {
      const cut = Buffer.concat([jpeg.subarray(0, at), Buffer.of(0xff, 0xd9)])
      assert.equal(readPicture(cut), undefined)
    }
  })

  it('refuses a scan that comes twice, and quantisation that changes between scans', async () => {
    const jpeg = await jpegOf('baseline grey', 64, 64)
    const [scan, tables] = [jpeg.indexOf(Buffer.of(0xff, 0xda)), jpeg.indexOf(Buffer.of(0xff, 0xdb))]
    const body = jpeg.subarray(0, -2)
    assert.ok(readPicture(body))
    assert.equal(readPicture(Buffer.concat([body, jpeg.subarray(scan)])), undefined)
    assert.equal(readPicture(Buffer.concat([body, jpeg.subarray(tables, tables + 69), jpeg.subarray(-2)])), undefined)
  })

  it('takes no memory for a frame that the file is too short for', async () => {
    const jpeg = await jpegOf('baseline 4:4:4', 16, 16)
    const frame = jpeg.indexOf(Buffer.of(0xff, 0xc0))
    const before = process.memoryUsage().arrayBuffers
    for (const side of [0xffff, 0x7fff, 0x0fff]) {
      jpeg.writeUInt16BE(side, frame + 5)
      jpeg.writeUInt16BE(side, frame + 7)
      assert.equal(readPicture(jpeg), undefined)
    }
    assert.ok(process.memoryUsage().arrayBuffers - before < 1e7)
  })

  describe('of a damaged file is undefined, or a picture that can be written and read again', () => {
    const files = {
      'baseline 4:2:0': () => jpegOf('baseline 4:2:0', 40, 30),
      'baseline grey': () => jpegOf('baseline grey', 40, 30, 30),
      'progressive 4:2:0': () => jpegOf('progressive 4:2:0', 40, 30),
      mozjpeg: () => jpegOf('mozjpeg 4:4:4', 24, 24),
      'with restarts': async () => withRestarts(await pictureOf('baseline 4:4:4', 40, 30)),
      'progressive with restarts': async () => withRestarts(await pictureOf('progressive grey', 40, 30)),
    }
    const runs = 1500
    const share = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })
    const damage = fc.record({
      // Half of the damage goes to the headers, where the rules are.
      changed: fc.array(fc.tuple(share, fc.boolean(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
      kept: fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, share),
    })
    for (const [name, make] of Object.entries(files)) {
      it(name, async () => {
        const jpeg = await make()
        const head = jpeg.indexOf(Buffer.of(0xff, 0xda)) + 16
        let read = 0
        fc.assert(
          fc.property(damage, ({ changed, kept }) => {
            const bytes = Buffer.from(jpeg.subarray(0, Math.ceil(kept * jpeg.length)))
            for (const [place, inHead, byte] of changed) {
              bytes[Math.floor(place * (inHead ? head : bytes.length))] = byte
            }
            const picture = readPicture(bytes)
            if (!picture) return
            read++
            assert.deepEqual(blocksOf(readPicture(writePicture(picture, startOfImage))!), blocksOf(picture))
          }),
          { numRuns: runs },
        )
        assert.ok(read > 50 && read < runs - 50, `${read} of ${runs} could be read`)
      })
    }

    it('bytes of no pattern', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
          assert.equal(readPicture(bytes), undefined)
        }),
        { numRuns: 2000 },
      )
    })
  })
})
