import assert from 'node:assert/strict'
import sharp from 'sharp'
import { readPicture } from '../../../packages/plugin-sharp/src/jpeg/read-picture.ts'
import { turnUpright } from '../../../packages/plugin-sharp/src/jpeg/turn.ts'
import { writePicture } from '../../../packages/plugin-sharp/src/jpeg/write-picture.ts'
import { decoded, jpegOf, pictureOf, startOfImage } from '../../fixtures/jpegs.ts'

const orientations = [1, 2, 3, 4, 5, 6, 7, 8] as const

/** What sharp makes of a file with this orientation. */
async function upright(jpeg: Uint8Array, orientation: number) {
  const said = await sharp(jpeg).withMetadata({ orientation }).jpeg().toBuffer()
  assert.equal((await sharp(said).metadata()).orientation, orientation)
  const segment = said.subarray(2, said.indexOf(Buffer.of(0xff, 0xdb)))
  const { data, info } = await sharp(Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]))
    .autoOrient()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { data: new Uint8Array(data), width: info.width, height: info.height }
}

describe('turnUpright', () => {
  for (const kind of ['baseline 4:4:4', 'baseline 4:2:0', 'baseline grey', 'progressive 4:2:0']) {
    for (const orientation of orientations) {
      it(`decodes as sharp turns it: ${kind}, orientation ${orientation}`, async () => {
        const jpeg = await jpegOf(kind, 96, 64)
        const turned = turnUpright(readPicture(jpeg)!, orientation)
        const ours = await decoded(writePicture(turned!, startOfImage))
        const wanted = await upright(jpeg, orientation)
        assert.deepEqual([ours.width, ours.height], [wanted.width, wanted.height])
        const off = ours.data.map((sample, k) => Math.abs(sample - wanted.data[k]!))
        // A level of luma and of chroma each are up to three of red, green or blue.
        assert.ok(Math.max(...off) <= (kind.endsWith('grey') ? 1 : 3), `${Math.max(...off)}`)
        assert.ok(off.reduce((sum, each) => sum + each, 0) < 0.2 * off.length)
        if (orientation === 1) assert.deepEqual(ours.data, wanted.data)
      })
    }
  }

  it('turns back to the very same coefficients', async () => {
    const picture = await pictureOf('baseline 4:2:0', 96, 64)
    const back: Readonly<Record<number, number>> = { 6: 8, 8: 6 }
    for (const orientation of orientations) {
      const twice = turnUpright(turnUpright(picture, orientation)!, back[orientation] ?? orientation)
      assert.deepEqual(twice, picture)
    }
  })

  it('takes any size where no side is mirrored, and whole MCUs where one is', async () => {
    const across: Readonly<Record<string, readonly number[]>> = {
      '96 × 64': [1, 2, 3, 4, 5, 6, 7, 8],
      '96 × 61': [1, 2, 5, 8],
      '93 × 64': [1, 4, 5, 6],
      '93 × 61': [1, 5],
    }
    for (const [size, turnable] of Object.entries(across)) {
      const [width, height] = size.split(' × ').map(Number) as [number, number]
      for (const kind of ['baseline 4:2:0', 'baseline grey']) {
        const picture = await pictureOf(kind, width, height)
        const found = orientations.filter((orientation) => turnUpright(picture, orientation))
        assert.deepEqual(found, turnable, `${kind}, ${size}`)
      }
    }
    assert.equal(turnUpright(await pictureOf('baseline grey', 8, 8), 0), undefined)
    assert.equal(turnUpright(await pictureOf('baseline grey', 8, 8), 9), undefined)
  })
})
