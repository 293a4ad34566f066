import assert from 'node:assert/strict'
import { type Channels, createMask, PaintoutError, type Pixels } from '@paintout/core'
import { fillPixels } from '@paintout/engine-local'
import { boxes, changedOutside, errorInside, photo } from './photos.ts'

/** The picture painted over with one colour where the mask is: what an engine that did nothing would leave. */
function paintedOver(pixels: Pixels, mask: { data: Uint8Array }, value: number): Pixels {
  const data = pixels.data.slice()
  for (let i = 0; i < data.length; i++) if (mask.data[Math.floor(i / pixels.channels)]) data[i] = value
  return { ...pixels, data }
}

/** As many channels, by the photo's own: grey is green, alpha is whole but for a transparent left third. */
function withChannels(rgb: Pixels, channels: Channels): Pixels {
  const data = new Uint8Array(rgb.width * rgb.height * channels)
  for (let i = 0; i < rgb.width * rgb.height; i++) {
    for (let c = 0; c < channels; c++) data[i * channels + c] = rgb.data[i * 3 + Math.min(c, 2)]!
    if (channels % 2 === 0) data[i * channels + channels - 1] = i % rgb.width < rgb.width / 3 ? 0 : 255
  }
  return { ...rgb, data, channels }
}

const toDepth16 = (pixels: Pixels): Pixels => ({ ...pixels, data: Uint16Array.from(pixels.data, (v) => v * 257) })

describe('fillPixels', () => {
  it('fills photographs with what was there, more nearly than one colour would', async () => {
    const scenes = [
      { name: 'march-pastoral', box: [40, 90, 40, 30], most: 20 },
      { name: 'black-canyon', box: [150, 20, 50, 40], most: 6 },
      { name: 'dust-bowl-home', box: [60, 190, 60, 30], most: 18 },
    ] as const
    for (const { name, box, most } of scenes) {
      const truth = await photo(name)
      const mask = boxes(truth, box)
      const filled = await fillPixels(paintedOver(truth, mask, 0), mask)
      const error = errorInside(truth, filled, mask)
      assert.ok(error < most, `${name}: expected an error under ${most} levels, got ${error.toFixed(1)}`)
    }
  })

  it('leaves no trace of what it covers', async () => {
    const truth = await photo('march-pastoral')
    const mask = boxes(truth, [100, 60, 60, 50])
    const black = await fillPixels(paintedOver(truth, mask, 0), mask)
    const white = await fillPixels(paintedOver(truth, mask, 255), mask)
    assert.deepEqual(black.data, white.data)
  })

  for (const channels of [1, 2, 3, 4] as const) {
    for (const depth of [8, 16] as const) {
      it(`changes no sample outside of the mask with ${channels} channels of ${depth} bits, and none of its input`, async () => {
        const eight = withChannels(await photo('nagasaki-boats', 200), channels)
        const pixels = depth === 16 ? toDepth16(eight) : eight
        const mask = boxes(pixels, [90, 60, 40, 30], [0, 100, 20, 20])
        const before = [pixels.data.slice(), mask.data.slice()]
        const filled = await fillPixels(pixels, mask)
        assert.equal(filled.data.constructor, pixels.data.constructor)
        assert.equal(changedOutside(pixels, filled, mask), 0)
        assert.deepEqual([pixels.data, mask.data], before)
        assert.notDeepEqual(filled.data, pixels.data)
      })
    }
  }

  it('copies 16-bit samples, not 8-bit ones made wider', async () => {
    const pixels = toDepth16(await photo('black-canyon', 200))
    for (let i = 0; i < pixels.data.length; i++) pixels.data[i] = Math.max(0, pixels.data[i]! - (i % 251))
    const mask = boxes(pixels, [80, 40, 30, 30])
    const filled = await fillPixels(pixels, mask)
    let fine = 0
    for (let y = 40; y < 70; y++) for (let x = 80; x < 110; x++) if (filled.data[(y * 200 + x) * 3]! % 257 !== 0) fine++
    assert.ok(fine > 450, `expected most samples between the 8-bit levels, got ${fine} of 900`)
  })

  it('takes no colour from under transparency', async () => {
    const width = 96
    const pixels: Pixels = { data: new Uint8Array(width * 64 * 4), width, height: 64, channels: 4 }
    for (let i = 0; i < width * 64; i++) {
      const clear = i % width < 40
      // Screaming red, all of it transparent; the rest is a grey texture.
      const grey = 100 + ((i * 7) % 23)
      pixels.data.set(clear ? [255, 0, 0, 0] : [grey, grey, grey, 255], i * 4)
    }
    const mask = boxes(pixels, [30, 20, 30, 24])
    const filled = await fillPixels(pixels, mask)
    let opaque = 0
    for (let i = 0; i < width * 64; i++) {
      if (mask.data[i] === 0 || filled.data[i * 4 + 3]! < 8) continue
      opaque++
      const spread = filled.data[i * 4]! - filled.data[i * 4 + 1]!
      assert.ok(Math.abs(spread) <= 2, `expected grey at ${i % width}, got red over green by ${spread}`)
    }
    assert.ok(opaque > 200)
  })

  it('fills holes at the border, in the corner, in strips and in specks', async () => {
    const truth = await photo('french-alpine-landscape', 240)
    const { width, height } = truth
    const mask = boxes(truth, [0, 0, 40, 30], [width - 9, 20, 9, 60], [80, 0, 60, 4], [0, height - 1, width, 1])
    for (const speck of [50, 61, 77]) mask.data[60 * width + speck] = 1
    const filled = await fillPixels(paintedOver(truth, mask, 0), mask)
    assert.equal(changedOutside(truth, filled, mask), 0)
    const error = errorInside(truth, filled, mask)
    assert.ok(error < 30, `expected an error under 30 levels, got ${error.toFixed(1)}`)
  })

  it('leaves islands in a hole as they are', async () => {
    const truth = await photo('nagasaki-boats', 240)
    const mask = boxes(truth, [80, 60, 60, 60])
    for (let y = 85; y < 95; y++) mask.data.fill(0, y * truth.width + 105, y * truth.width + 115)
    assert.equal(changedOutside(truth, await fillPixels(truth, mask), mask), 0)
  })

  it('fills nine tenths of a picture', async () => {
    const truth = await photo('black-canyon', 200)
    const mask = boxes(truth, [10, 0, 190, truth.height])
    const filled = await fillPixels(paintedOver(truth, mask, 0), mask)
    assert.equal(changedOutside(truth, filled, mask), 0)
    assert.ok(filled.data.every((sample, i) => mask.data[Math.floor(i / 3)] === 0 || sample > 0))
  })

  it('continues a straight line through the hole', async () => {
    const width = 160
    const pixels: Pixels = { data: new Uint8Array(width * 120), width, height: 120, channels: 1 }
    const slope = (x: number) => 40 + 0.25 * x
    for (let i = 0; i < width * 120; i++) {
      const noise = ((i * 2654435761) >>> 24) % 12
      pixels.data[i] = (Math.floor(i / width) < slope(i % width) ? 190 : 70) + noise
    }
    const mask = boxes(pixels, [60, 35, 40, 50])
    const filled = await fillPixels(paintedOver(pixels, mask, 0), mask)
    for (let x = 62; x < 98; x += 4) {
      let edge = 36
      while (edge < 85 && filled.data[edge * width + x]! > 135) edge++
      assert.ok(Math.abs(edge - slope(x)) <= 3, `expected the edge at ${slope(x)} in column ${x}, got ${edge}`)
    }
  })

  it('returns a copy when nothing is masked', async () => {
    const pixels = await photo('dust-bowl-home', 100)
    const filled = await fillPixels(pixels, createMask(pixels.width, pixels.height))
    assert.deepEqual(filled.data, pixels.data)
    assert.notEqual(filled.data, pixels.data)
  })

  it('says with figures that there is no source', async () => {
    const pixels = await photo('dust-bowl-home', 100)
    const mask = createMask(pixels.width, pixels.height, new Uint8Array(pixels.width * pixels.height).fill(255))
    mask.data[5] = 0
    await assert.rejects(fillPixels(pixels, mask), (error) => {
      assert.ok(PaintoutError.is(error))
      assert.equal(error.code, 'no-source')
      assert.match(error.message, /7 x 7.*100 x \d+ pixels.*100\.0 %.*Mask less/)
      return true
    })
  })

  it('looks further for a source than the context, and says so', async () => {
    const pixels = await photo('black-canyon', 320)
    const mask = boxes(pixels, [0, 0, 320, pixels.height])
    for (let y = 200; y < 220; y++) mask.data.fill(0, y * 320 + 290, y * 320 + 310)
    for (let y = 0; y < pixels.height; y += 6) mask.data.fill(0, y * 320 + 10, y * 320 + 20)
    const filled = await fillPixels(pixels, mask, { context: 0.1 })
    assert.equal(changedOutside(pixels, filled, mask), 0)
  })

  it('keeps within maxMemory and says what that costs', async () => {
    const pixels = await photo('nagasaki-boats', 400)
    const mask = boxes(pixels, [120, 100, 120, 100])
    const told: string[] = []
    const warn = (code: string, message: string) => told.push(`${code}: ${message}`)
    const filled = await fillPixels(pixels, mask, { maxMemory: 2 ** 21, warn })
    assert.equal(changedOutside(pixels, filled, mask), 0)
    assert.match(told[0]!, /^less-context: .* MB .*Raise maxMemory/)
    assert.match(told[1]!, /^coarse-search: .*1\/\d+ of the size.*Raise maxMemory/)
    const quiet: string[] = []
    await fillPixels(pixels, mask, { warn: (code) => quiet.push(code) })
    assert.deepEqual(quiet, [])
  })

  it('refuses sizes and options that do not fit', async () => {
    const pixels = await photo('dust-bowl-home', 100)
    const mask = createMask(pixels.width, pixels.height)
    const code = (expected: string) => (error: unknown) => PaintoutError.is(error) && error.code === expected
    await assert.rejects(fillPixels(pixels, createMask(10, 10)), code('invalid-mask'))
    await assert.rejects(fillPixels({ ...pixels, width: 7 }, mask), code('invalid-image'))
    for (const wrong of [{ seed: -1 }, { seed: 0.5 }, { context: 0 }, { context: Number.NaN }, { maxMemory: 10 }])
      await assert.rejects(fillPixels(pixels, mask, wrong), code('invalid-option'))
  })
})
