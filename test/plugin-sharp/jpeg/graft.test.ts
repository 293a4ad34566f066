import assert from 'node:assert/strict'
import { type Pixels, paintout, type Result } from '@paintout/core'
import { codec, type OutputMethods } from '@paintout/plugin-sharp'
import sharp from 'sharp'
import { readPicture } from '../../../packages/plugin-sharp/src/jpeg/read-picture.ts'
import { writePicture } from '../../../packages/plugin-sharp/src/jpeg/write-picture.ts'
import { decoded, jpeg422, jpegKinds, jpegOf, pictureOf, startOfImage, withRestarts } from '../../fixtures/jpegs.ts'
import { kinds } from '../../fixtures/kinds.ts'
import { repaint } from '../../fixtures/repaint.ts'
import { withJpegSegments } from '../../fixtures/splice.ts'

type Box = readonly [left: number, top: number, width: number, height: number]

async function removeFrom(bytes: Uint8Array, rect: Box): Promise<Result & OutputMethods> {
  return paintout().use(codec).use(repaint, { rect }).process(bytes)
}

/** Grown to whole MCUs, and by one pixel more where chroma is smoothed over their rims. */
function touched([left, top, width, height]: Box, mcu: number): Box {
  const reach = mcu === 16 ? 1 : 0
  const [x, y] = [Math.floor(left / mcu) * mcu, Math.floor(top / mcu) * mcu]
  const right = Math.ceil((left + width) / mcu) * mcu
  const bottom = Math.ceil((top + height) / mcu) * mcu
  return [x - reach, y - reach, right - x + 2 * reach, bottom - y + 2 * reach]
}

/** Compares every sample outside of a box; says how many there were. */
function assertSameOutside(a: Pixels, b: Pixels, [left, top, width, height]: Box): number {
  assert.deepEqual([a.width, a.height, a.channels], [b.width, b.height, b.channels])
  let compared = 0
  for (let y = 0; y < a.height; y++) {
    for (let x = 0; x < a.width; x++) {
      if (x >= left && x < left + width && y >= top && y < top + height) continue
      for (let k = 0; k < a.channels; k++) {
        const at = (y * a.width + x) * a.channels + k
        if (a.data[at] !== b.data[at]) assert.fail(`${x}, ${y}: ${a.data[at]} and ${b.data[at]}`)
      }
      compared++
    }
  }
  return compared
}

describe('a JPEG out of a JPEG', () => {
  const boxes: Readonly<Record<string, Box>> = {
    'inside one block': [65, 49, 3, 2],
    'over many blocks': [60, 50, 40, 30],
    'in a corner': [190, 140, 13, 11],
    'all along one side': [0, 0, 203, 9],
  }
  for (const kind of Object.keys(jpegKinds)) {
    const mcu = kind.endsWith('4:2:0') ? 16 : 8
    it(`is the input, to the last sample, outside the blocks that the mask touches: ${kind}`, async () => {
      for (const quality of [1, 50, 90, 100]) {
        const input = await jpegOf(kind, 203, 151, quality)
        for (const [where, rect] of Object.entries(boxes)) {
          const result = await removeFrom(input, rect)
          const written = await decoded(await result.toBuffer())
          assert.ok(assertSameOutside(written, await decoded(input), touched(rect, mcu)) > 0, where)
          const of = Math.ceil(203 / mcu) * Math.ceil(151 / mcu)
          const [, , width, height] = touched(rect, mcu).map((side) => Math.floor(side / mcu))
          assert.deepEqual(result.report.output!.blocks, { copied: of - width! * height!, of }, where)
        }
      }
    })
  }

  it('is no further from the new picture in the blocks that the mask touches than an ordinary encoding', async () => {
    for (const kind of ['baseline 4:2:0', 'baseline 4:4:4']) {
      const rect: Box = [64, 48, 48, 32]
      const result = await removeFrom(await jpegOf(kind, 203, 151), rect)
      const [grafted, ordinary] = await Promise.all(
        [await result.toBuffer(), await result.toBuffer({ quality: 90 })].map(decoded),
      )
      const inside = ({ data, channels }: Pixels) =>
        Array.from(data).filter((_, at) => {
          const [x, y] = [Math.floor(at / channels) % 203, Math.floor(at / channels / 203)]
          return x >= 64 && x < 112 && y >= 48 && y < 80
        })
      const wanted = inside(result.pixels)
      const error = (pixels: Pixels) => inside(pixels).reduce((sum, each, at) => sum + Math.abs(each - wanted[at]!), 0)
      assert.ok(error(ordinary!) > 0)
      assert.ok(error(grafted!) <= 1.01 * error(ordinary!), `${kind}: ${error(grafted!)} and ${error(ordinary!)}`)
    }
  })

  it('is turned upright block by block where mirrored sides are whole blocks', async () => {
    for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const image = sharp(await jpegOf('baseline 4:4:4', 160, 128)).withMetadata({ orientation })
      const input = await image.jpeg({ quality: 90, chromaSubsampling: '4:4:4' }).toBuffer()
      const result = await removeFrom(input, [60, 50, 16, 16])
      const bytes = await result.toBuffer()
      const { outside, blocks } = result.report.output!
      assert.deepEqual(blocks, { copied: 20 * 16 - 9, of: 20 * 16 })
      assert.equal((await sharp(bytes).metadata()).orientation ?? 1, 1)
      assert.ok(outside.mean < 0.2, `${outside.mean}`)
    }
  })

  it('takes over blocks of a file with restart markers', async () => {
    const input = withRestarts(await pictureOf('baseline 4:2:0', 203, 151))
    const rect: Box = [60, 50, 40, 30]
    const result = await removeFrom(input, rect)
    assertSameOutside(await decoded(await result.toBuffer()), await decoded(input), touched(rect, 16))
  })

  it('says its own size in EXIF, in fields of 16 and of 32 bits and both byte orders', async () => {
    const plain = await jpegOf('baseline 4:2:0', 203, 151)
    for (const bigEndian of [false, true]) {
      for (const type of [3, 4]) {
        const input = withJpegSegments(plain, [[0xe1, exifSize(bigEndian, type)]])
        const result = await removeFrom(input, [60, 50, 40, 30])
        const { exif } = await sharp(await result.toBuffer()).metadata()
        assert.ok(result.report.output!.blocks)
        for (const [tag, size] of [
          [0xa002, 203],
          [0xa003, 151],
        ] as const) {
          assert.ok(exif!.includes(field(bigEndian, tag, type, size)), `${tag.toString(16)} of type ${type}`)
        }
      }
    }
  })

  it('is an ordinary encoding where a quality is asked for, here or of the codec', async () => {
    const input = await jpegOf('baseline 4:2:0', 203, 151)
    const result = await removeFrom(input, [60, 50, 40, 30])
    await result.toBuffer({ quality: 90 })
    assert.equal(result.report.output!.blocks, undefined)
    await result.toBuffer()
    assert.ok(result.report.output!.blocks)
    const asked = await paintout().use(codec, { quality: 90 }).use(repaint).process(input)
    await asked.toBuffer()
    assert.equal(asked.report.output!.blocks, undefined)
  })

  describe('is encoded as ever', () => {
    const kindOf = (name: string) => kinds.find((kind) => kind.name === name)!.make()
    const stored = async (head: Uint8Array, ids: string) => {
      const picture = await pictureOf('baseline 4:4:4', 203, 151)
      const components = picture.components.map((each, k) => ({ ...each, id: ids.charCodeAt(k) }))
      return writePicture({ ...picture, components }, head)
    }
    const adobe = Buffer.from('\xff\xd8\xff\xee\0\x0eAdobe\0\x64\0\0\0\0\0', 'latin1')
    const inputs: Readonly<Record<string, () => Promise<Uint8Array>>> = {
      'where chroma is halved in one direction': () => jpeg422(208, 152),
      'out of CMYK': () => kindOf('JPEG CMYK'),
      'out of red, green and blue, as the Adobe marker says': () => stored(adobe, '\x01\x02\x03'),
      'out of red, green and blue, as their names say': () => stored(startOfImage, 'RGB'),
      'where a mirrored side is no whole number of blocks': () => kindOf('JPEG of EXIF orientation 3'),
      'out of another format': () => kindOf('PNG'),
    }
    for (const [what, make] of Object.entries(inputs)) {
      it(what, async () => {
        const result = await removeFrom(await make(), [60, 50, 40, 30])
        const written = await decoded(await result.toBuffer({ format: 'jpeg' }))
        assert.equal(result.report.output!.blocks, undefined)
        assert.equal(written.channels, 3)
        assert.ok(result.report.output!.outside.mean < 3, `${result.report.output!.outside.mean}`)
      })
    }

    it('out of a damaged file that sharp reads all the same', async () => {
      const whole = await jpegOf('baseline 4:2:0', 203, 151)
      const cut = whole.subarray(0, Math.floor(whole.length / 2))
      assert.equal(readPicture(cut), undefined)
      const result = await paintout().use(codec, { failOn: 'none' }).use(repaint).process(cut)
      await result.toBuffer()
      assert.equal(result.report.output!.blocks, undefined)
    })
  })
})

/** An EXIF block that says another size than the picture has. */
function exifSize(bigEndian: boolean, type: number): Buffer {
  const head = Buffer.from(bigEndian ? 'Exif\0\0MM\0*' : 'Exif\0\0II*\0', 'latin1')
  const long = (value: number) => numberOf(bigEndian, 4, value)
  const short = (value: number) => numberOf(bigEndian, 2, value)
  const sizes = [0xa002, 0xa003].map((tag) => field(bigEndian, tag, type, 77))
  return Buffer.concat([head, long(8), short(1), field(bigEndian, 0x8769, 4, 26), long(0), short(2), ...sizes, long(0)])
}

function field(bigEndian: boolean, tag: number, type: number, value: number): Buffer {
  const numbers = [numberOf(bigEndian, 2, tag), numberOf(bigEndian, 2, type), numberOf(bigEndian, 4, 1)]
  const padding = type === 3 ? Buffer.alloc(2) : Buffer.alloc(0)
  return Buffer.concat([...numbers, numberOf(bigEndian, type === 3 ? 2 : 4, value), padding])
}

function numberOf(bigEndian: boolean, size: 2 | 4, value: number): Buffer {
  const bytes = Buffer.alloc(size)
  if (bigEndian) bytes.writeUIntBE(value, 0, size)
  else bytes.writeUIntLE(value, 0, size)
  return bytes
}
