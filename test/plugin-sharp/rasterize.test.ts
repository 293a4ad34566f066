import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { createHooks, type Mask, PaintoutError } from '@paintout/core'
import { codec } from '@paintout/plugin-sharp'
import sharp from 'sharp'
import { useFolder } from '../fixtures/folder.ts'
import { oneBitPng } from '../fixtures/splice.ts'

const namespace = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'

describe('rasterize', () => {
  const folder = useFolder()
  const isMasked = (x: number, y: number) => x >= 5 && x < 12 && y >= 3 && y < 9

  describe('reads', () => {
    const expected = grid(20, 15, isMasked)

    it('white on black, by luminance, at every depth and number of channels', async () => {
      for (const [channels, deep] of [
        [1, false],
        [1, true],
        [3, false],
        [3, true],
      ] as const) {
        assert.deepEqual(await rasterize(await drawn(channels, deep, [0, 0, 0], [1, 1, 1])), expected)
      }
    })

    it('what is opaque, by alpha, whatever its colour', async () => {
      const black = await drawn(4, false, [0, 0, 0, 0], [0, 0, 0, 1])
      const green = await drawn(4, true, [0, 1, 0, 0], [0, 1, 0, 1])
      const grey = await drawn(2, false, [1, 0], [0, 1])
      for (const png of [black, green, grey]) assert.deepEqual(await rasterize(png), expected)
    })

    it('luminance where alpha is opaque everywhere', async () => {
      assert.deepEqual(await rasterize(await drawn(4, false, [0, 0, 0, 1], [1, 1, 1, 1])), expected)
      assert.deepEqual(await rasterize(await drawn(2, false, [0, 1], [1, 1])), expected)
    })

    it('one bit a sample, and palettes', async () => {
      assert.deepEqual(await rasterize(oneBitPng(20, 15, isMasked)), expected)
      const palette = await sharp(await drawn(3, false, [0, 0, 0], [1, 1, 1]))
        .png({ palette: true, colours: 2 })
        .toBuffer()
      assert.deepEqual(await rasterize(palette), expected)
    })

    it('every grey level uncut', async () => {
      const levels = Uint8Array.from({ length: 256 }, (_, k) => k)
      for (const channels of [1, 3] as const) {
        const data = Uint8Array.from({ length: 256 * channels }, (_, k) => levels[Math.floor(k / channels)]!)
        const png = await sharp(data, { raw: { width: 16, height: 16, channels } })
          .png()
          .toBuffer()
        assert.deepEqual((await rasterize(png, 16, 16)).data, levels)
      }
    })

    it('an EXIF orientation upright', async () => {
      const upright = await drawn(3, false, [0, 0, 0], [1, 1, 1])
      const stored = await sharp(upright).rotate(-90).withMetadata({ orientation: 6 }).png().toBuffer()
      assert.deepEqual(await rasterize(stored), expected)
    })

    it('a path and a file: URL', async () => {
      const path = folder.path('mask.png')
      await writeFile(path, await drawn(1, false, [0], [1]))
      assert.deepEqual(await rasterize(path), expected)
      assert.deepEqual(await rasterize(new URL(`file://${path}`)), expected)
    })

    it('a mask of another size, stretched', async () => {
      const { data } = await rasterize(await drawn(1, false, [0], [1]), 40, 45)
      const centre = centreOf(data, 40)
      assert.ok(Math.abs(centre[0] - 17) < 0.1 && Math.abs(centre[1] - 18) < 0.1, String(centre))
    })
  })

  describe('draws an SVG', () => {
    it('at the size of the image, sharply and where it is', async () => {
      const svg = `<svg ${namespace} viewBox="0 0 20 15"><rect x="5" y="3" width="7" height="6"/></svg>`
      for (const scale of [1, 8, 50]) {
        const drawing = await rasterize({ svg }, 20 * scale, 15 * scale)
        assert.deepEqual(
          drawing,
          grid(20 * scale, 15 * scale, (x, y) => isMasked(Math.floor(x / scale), Math.floor(y / scale))),
        )
      }
    })

    it('at any size, without moving it', async () => {
      const svg = `<svg ${namespace} viewBox="0 0 203 151"><circle cx="80.5" cy="40.25" r="30"/></svg>`
      for (const [width, height] of [
        [203, 151],
        [1000, 700],
        [333, 1001],
        [57, 801],
        [4001, 31],
      ] as const) {
        const { data } = await rasterize({ svg }, width, height)
        const [x, y] = centreOf(data, width)
        const off = [x - (80.5 * width) / 203, y - (40.25 * height) / 151]
        assert.ok(Math.max(...off.map(Math.abs)) < 0.15, `${width} × ${height}: ${off}`)
      }
    })

    it('by luminance where it is opaque everywhere', async () => {
      const svg = `<svg ${namespace} viewBox="0 0 20 15"><rect width="20" height="15"/><rect x="5" y="3" width="7" height="6" fill="#fff"/></svg>`
      assert.deepEqual(await rasterize({ svg }), grid(20, 15, isMasked))
    })

    it('from bytes and from a file, and with references inside of it', async () => {
      const svg = `<?xml version="1.0" encoding="UTF-8"?>
        <svg ${namespace} width="20" height="15"><defs><rect id="r" x="5" y="3" width="7" height="6"/></defs>
        <use xlink:href="#r" fill="url(#none) black"/></svg>`
      const path = folder.path('mask.svg')
      await writeFile(path, svg)
      assert.deepEqual(await rasterize(path), grid(20, 15, isMasked))
      assert.deepEqual(await rasterize(Buffer.from(svg)), grid(20, 15, isMasked))
    })

    for (const [what, body] of [
      ['a picture from the web', '<image href="https://x.test/a.png"/>'],
      ['a picture from the disk', '<image xlink:href="/etc/passwd"/>'],
      ['a picture from the disk without quotes around it', '<use href = a.svg#b />'],
      ['an address hidden behind character references', '<image href="&#x68;ttp://x.test/a.png"/>'],
      ['an SVG within an SVG', '<image href="data:image/svg+xml;base64,PHN2Zy8+"/>'],
      ['a paint from elsewhere', '<rect fill="url(http://x.test/a.svg#b)"/>'],
      ['a paint from a file, in quotes', `<rect style="fill:url( 'a.svg#b' )"/>`],
      ['an imported style sheet', '<style>@import "a.css";</style>'],
      ['a base address', '<g xml:base="http://x.test/"/>'],
    ] as const) {
      it(`but not with ${what}`, () =>
        refuses(
          { svg: `<svg ${namespace} viewBox="0 0 20 15">${body}</svg>` },
          'invalid-mask',
          /refer to nothing outside/,
        ))
    }

    it('but not with entities or a style sheet of its own', async () => {
      const bomb = `<!DOCTYPE svg [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><svg ${namespace} viewBox="0 0 9 9">&b;</svg>`
      await refuses({ svg: bomb }, 'invalid-mask', /a DOCTYPE or an entity/)
      await refuses(
        { svg: `<?xml-stylesheet href="a.css"?><svg ${namespace} viewBox="0 0 9 9"/>` },
        'invalid-mask',
        /style sheet/,
      )
    })

    it('but not without a size, where its drawing would move', () =>
      refuses(
        { svg: `<svg ${namespace}><rect x="5" y="3" width="7" height="6"/></svg>` },
        'invalid-mask',
        /Add a viewBox/,
      ))

    it('but not beyond ten megabytes, in another encoding, or broken', async () => {
      const start = `<svg ${namespace} viewBox="0 0 9 9">`
      await refuses({ svg: `${start}<!--${'x'.repeat(10_000_000)}--></svg>` }, 'invalid-mask', /at most 10 MB/)
      const latin1 = Buffer.from(`<?xml version="1.0" encoding="latin1"?>${start}<!--\xe4--></svg>`, 'latin1')
      await refuses(latin1, 'invalid-mask', /UTF-8/)
      await refuses({ svg: `${start}<rect` }, 'input-unreadable', /a whole SVG/)
      await refuses({ svg: '<html/>' }, 'unsupported-image', /Expected/)
    })
  })

  describe('refuses', () => {
    it('markup in place of a path, and a text that is no markup', async () => {
      await refuses('<svg/>', 'invalid-mask', /svg: …/)
      await refuses({ svg: 'circle' }, 'invalid-mask', /the text of an SVG/)
      await refuses({ svg: 5 }, 'invalid-mask', /the text of an SVG/)
    })

    it('a missing file, bytes that are no image, and too many pixels', async () => {
      await refuses(folder.path('none.png'), 'input-missing', /Expected a file at/)
      await refuses(Buffer.from('nothing'), 'unsupported-image', /Expected the mask to be/)
      const huge = `<svg ${namespace} width="100000" height="100000"/>`
      await refuses({ svg: huge }, 'too-large', /limitInputPixels/)
    })
  })
})

async function rasterize(input: unknown, width = 20, height = 15): Promise<Mask> {
  const hooks = createHooks()
  codec.call({ hooks } as never, undefined)
  const signal = new AbortController().signal
  const mask = (await hooks.rasterize.promise({ input, width, height, signal }))!
  return { ...mask, data: new Uint8Array(mask.data) }
}

async function refuses(input: unknown, code: string, message: RegExp): Promise<void> {
  await assert.rejects(rasterize(input), (error) => {
    assert.ok(PaintoutError.is(error), String(error))
    assert.equal(error.code, code, error.message)
    assert.match(error.message, message)
    return true
  })
}

function grid(width: number, height: number, isMasked: (x: number, y: number) => boolean): Mask {
  const data = new Uint8Array(width * height)
  data.forEach((_, k) => {
    data[k] = isMasked(k % width, Math.floor(k / width)) ? 255 : 0
  })
  return { data, width, height, channels: 1 }
}

/** A 20 × 15 PNG of two colours, given as shares of the largest sample. */
function drawn(channels: 1 | 2 | 3 | 4, deep: boolean, outside: readonly number[], inside: readonly number[]) {
  const { data } = grid(20, 15, (x, y) => x >= 5 && x < 12 && y >= 3 && y < 9)
  const samples = deep ? new Uint16Array(300 * channels) : new Uint8Array(300 * channels)
  samples.forEach((_, k) => {
    const colour = data[Math.floor(k / channels)] === 255 ? inside : outside
    samples[k] = colour[k % channels]! * (deep ? 65535 : 255)
  })
  const space = channels <= 2 ? (deep ? 'grey16' : 'b-w') : deep ? 'rgb16' : 'srgb'
  return sharp(samples, { raw: { width: 20, height: 15, channels } })
    .toColourspace(space)
    .png()
    .toBuffer()
}

function centreOf(data: Uint8Array, width: number): readonly [number, number] {
  let sum = 0
  let sumX = 0
  let sumY = 0
  data.forEach((value, k) => {
    sum += value
    sumX += value * ((k % width) + 0.5)
    sumY += value * (Math.floor(k / width) + 0.5)
  })
  return [sumX / sum, sumY / sum]
}
