import assert from 'node:assert/strict'
import { createMask, type Mask, PaintoutError, type Pixels, paintout, type RemovalJob } from '@paintout/core'

const width = 60
const height = 40
const image: Pixels = { data: new Uint8Array(width * height * 3), width, height, channels: 3 }

async function read(job: RemovalJob, picture = image): Promise<Mask> {
  const { mask } = await paintout().run({ image: picture, ...(job as object) })
  assert.ok(mask)
  return mask
}

function selected(mask: Mask): [x: number, y: number][] {
  return [...mask.data].flatMap(
    (level, i) => (level > 0 ? [[i % mask.width, Math.floor(i / mask.width)]] : []) as [number, number][],
  )
}

/** `[x, y, level]` drawn on an empty mask. */
function draw(...samples: readonly (readonly [x: number, y: number, level: number])[]): Mask {
  const mask = createMask(width, height)
  for (const [x, y, level] of samples) mask.data[y * width + x] = level
  return mask
}

const failsWith = (code: string, message: RegExp) => (error: unknown) => {
  assert.ok(PaintoutError.is(error), String(error))
  assert.equal(error.code, code)
  assert.match(error.message, message)
  return true
}

describe('reading the mask of a job', () => {
  it('draws a rectangle', async () => {
    const mask = await read({ mask: { rect: [3, 4, 2, 1] } })
    assert.deepEqual(selected(mask), [
      [3, 4],
      [4, 4],
    ])
  })

  it('draws a polygon', async () => {
    const mask = await read({
      mask: {
        polygon: [
          [10, 10],
          [13, 10],
          [13, 12],
          [10, 12],
        ],
      },
    })
    assert.deepEqual(selected(mask), [
      [10, 10],
      [11, 10],
      [12, 10],
      [10, 11],
      [11, 11],
      [12, 11],
    ])
  })

  it('unites several masks of different kinds', async () => {
    const mask = await read({ mask: [{ rect: [0, 0, 1, 1] }, { rect: [5, 5, 1, 1] }, draw([9, 9, 255])] })
    assert.deepEqual(selected(mask), [
      [0, 0],
      [5, 5],
      [9, 9],
    ])
  })

  it('takes the transparency of the image', async () => {
    const clear: Pixels = { data: new Uint8Array(width * height * 4).fill(255), width, height, channels: 4 }
    clear.data[(7 * width + 8) * 4 + 3] = 0
    assert.deepEqual(selected(await read({ mask: { transparency: true } }, clear)), [[8, 7]])
  })

  it('takes pixels with colour by their lightness, and with transparency by their alpha', async () => {
    const colour: Pixels = { data: new Uint8Array(width * height * 3), width, height, channels: 3 }
    colour.data.fill(255, 30, 33)
    assert.deepEqual(selected(await read({ mask: colour })), [[10, 0]])
    const cutOut: Pixels = { data: new Uint8Array(width * height * 4), width, height, channels: 4 }
    cutOut.data[10 * 4 + 3] = 255
    assert.deepEqual(selected(await read({ mask: cutOut })), [[10, 0]])
  })

  it('cuts at half, or at maskThreshold', async () => {
    const grey = draw([1, 1, 127], [2, 1, 128], [3, 1, 200])
    assert.deepEqual(selected(await read({ mask: grey })), [
      [2, 1],
      [3, 1],
    ])
    assert.deepEqual(selected(await read({ mask: grey, maskThreshold: 1 })), [
      [1, 1],
      [2, 1],
      [3, 1],
    ])
    assert.deepEqual(selected(await read({ mask: grey, maskThreshold: 201 - 1 })), [[3, 1]])
  })

  it('keeps soft edges when asked to', async () => {
    const mask = await read({ mask: draw([1, 1, 60], [2, 1, 255]), maskSoft: true })
    assert.deepEqual([mask.data[width + 1], mask.data[width + 2]], [60, 255])
  })

  it('inverts before it cuts', async () => {
    const grey = createMask(width, height, new Uint8Array(width * height).fill(100))
    grey.data.fill(200, 0, width * 30)
    const mask = await read({ mask: grey, maskInvert: true })
    assert.equal(selected(mask).length, width * 10)
    assert.equal(mask.data[0], 0)
  })

  it('fills enclosed specks and counts them in the report', async () => {
    const ring = createMask(width, height)
    for (let y = 5; y < 15; y++) ring.data.fill(255, y * width + 5, y * width + 15)
    ring.data[10 * width + 10] = 0
    const { mask, report } = await paintout().run({ image, mask: ring })
    assert.equal(mask!.data[10 * width + 10], 255)
    assert.deepEqual(report.mask, { selected: 100, share: 100 / (width * height), specks: 1 })
    assert.equal(ring.data[10 * width + 10], 0, 'the mask that was given is not written to')
  })

  it('says what was read of an empty mask', async () => {
    await assert.rejects(
      read({ mask: draw([1, 1, 90]) }),
      failsWith('mask-empty', /60 × 40 samples of which none is selected\. Its samples are 0 to 90, and 128 or more/),
    )
  })

  it('says what was read of a full mask', async () => {
    await assert.rejects(
      read({ mask: createMask(width, height), maskInvert: true }),
      failsWith('mask-full', /the mask of the input.*60 × 40 samples of which all are selected.*maskInvert/),
    )
  })

  it('counts as full when it leaves nothing but specks', async () => {
    await assert.rejects(
      read({ mask: draw([30, 20, 255]), maskInvert: true }),
      failsWith('mask-full', /all are selected/),
    )
  })

  it('asks for a codec for what only a codec can read', async () => {
    for (const mask of ['mask.png', new URL('file:///mask.png'), new Uint8Array(9), { svg: '<svg/>' }]) {
      await assert.rejects(read({ mask }), failsWith('no-codec', /read this mask/))
    }
    const small = createMask(6, 4, new Uint8Array(24).fill(255))
    await assert.rejects(read({ mask: small }), failsWith('no-codec', /resize a mask of 6 × 4 to 60 × 40/))
  })

  it('refuses what is no mask', async () => {
    for (const mask of [7, true, {}, [], null, { rect: [1, 2, 3] }, { rect: [0, 0, -1, 5] }, { polygon: [[0, 0]] }]) {
      await assert.rejects(read({ mask }), failsWith('invalid-mask', /^Expected/))
    }
  })

  it('refuses a shape that lies outside the image', async () => {
    await assert.rejects(read({ mask: { rect: [100, 0, 5, 5] } }), failsWith('invalid-mask', /60 × 40/))
  })
})
