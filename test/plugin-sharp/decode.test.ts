import assert from 'node:assert/strict'
import { createReadStream } from 'node:fs'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { createHooks, type Decoded, PaintoutError, type Pixels } from '@paintout/core'
import { type CodecOptions, codec } from '@paintout/plugin-sharp'
import sharp from 'sharp'
import { useFolder } from '../fixtures/folder.ts'
import { displayP3, grey18 } from '../fixtures/icc.ts'
import { noise } from '../fixtures/noise.ts'
import { withPngProfile } from '../fixtures/splice.ts'

describe('decode', () => {
  const folder = useFolder()

  describe('reads', () => {
    for (const depth of [8, 16] as const) {
      for (const channels of [1, 2, 3, 4] as const) {
        it(`${channels} channels of ${depth} bits, sample for sample`, async () => {
          const pixels = noise(17, 11, channels, depth)
          const decoded = await decode(await pngOf(pixels))
          assert.deepEqual(decoded.pixels, pixels)
        })
      }
    }

    for (let orientation = 1; orientation <= 8; orientation++) {
      it(`EXIF orientation ${orientation} upright`, async () => {
        const upright = noise(7, 5, 3, 8)
        const stored = turn(upright, orientation)
        const image = sharp(stored.data, { raw: { width: stored.width, height: stored.height, channels: 3 } })
        const decoded = await decode(await image.withMetadata({ orientation }).png().toBuffer())
        assert.deepEqual(decoded.pixels, upright)
      })
    }

    it('a path, a file: URL, bytes, a file stream, an async iterable and a web stream alike', async () => {
      const bytes = await pngOf(noise(9, 9, 3, 8))
      const path = folder.path('image.png')
      await writeFile(path, bytes)
      const inputs = [
        path,
        pathToFileURL(path),
        pathToFileURL(path).href,
        bytes,
        new Uint8Array(bytes),
        createReadStream(path, { highWaterMark: 50 }),
        Readable.from([bytes.subarray(0, 40), bytes.subarray(40)]),
        new Blob([new Uint8Array(bytes)]).stream(),
      ]
      for (const input of inputs) {
        assert.deepEqual((await decode(input)).pixels.data, (await decode(bytes)).pixels.data)
      }
    })

    it('the profile of the samples without converting them', async () => {
      const pixels = noise(8, 8, 3, 8)
      const decoded = await decode(withPngProfile(await pngOf(pixels), displayP3))
      assert.deepEqual(decoded.pixels, pixels)
      assert.deepEqual(new Uint8Array(decoded.profile!), displayP3)
    })

    it('no profile into a grey picture that carries one for RGB', async () => {
      const grey = sharp(noise(8, 8, 1, 8).data, { raw: { width: 8, height: 8, channels: 1 } }).toColourspace('b-w')
      const decoded = await decode(withPngProfile(await grey.png().toBuffer(), displayP3))
      assert.equal(decoded.profile, undefined)
      assert.equal(decoded.pixels.channels, 1)
      const fitting = await decode(withPngProfile(await grey.png().toBuffer(), grey18))
      assert.deepEqual(new Uint8Array(fitting.profile!), grey18)
    })

    it('an image by its content where its suffix says another, with a warning', async () => {
      const path = folder.path('photo.jpg')
      await writeFile(path, await pngOf(noise(8, 8, 3, 8)))
      const decoded = await decode(path)
      assert.deepEqual(
        decoded.warnings?.map(({ code }) => code),
        ['wrong-suffix'],
      )
    })

    it('CMYK as sRGB, with a warning', async () => {
      const rgb = sharp(noise(16, 16, 3, 8).data, { raw: { width: 16, height: 16, channels: 3 } })
      const decoded = await decode(await rgb.toColourspace('cmyk').jpeg().toBuffer())
      assert.equal(decoded.pixels.channels, 3)
      assert.equal(decoded.profile, undefined)
      assert.deepEqual(
        decoded.warnings?.map(({ code }) => code),
        ['colour-converted'],
      )
    })

    it('a photo with an HDR gain map as standard range, with a warning', async () => {
      const xmp =
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><d hdrgm:Version="1.0" xmlns:hdrgm="ns.adobe.com/hdr-gain-map/1.0/"/></x:xmpmeta>'
      const rgb = sharp(noise(16, 16, 3, 8).data, { raw: { width: 16, height: 16, channels: 3 } })
      const decoded = await decode(await rgb.withXmp(xmp).jpeg().toBuffer())
      assert.deepEqual(
        decoded.warnings?.map(({ code }) => code),
        ['gain-map-lost'],
      )
    })
  })

  describe('refuses', () => {
    it('a missing file', () =>
      refuses(folder.path('missing.png'), 'input-missing', /Expected a file at .*missing\.png/))

    it('a folder', async () => {
      await mkdir(folder.path('photos.jpg'))
      await refuses(folder.path('photos.jpg'), 'input-unreadable', /got a folder/)
    })

    it('a device that never ends', () => refuses('/dev/zero', 'input-unreadable', /got a device/))

    it('a file without permission', async function () {
      if (process.getuid?.() === 0) this.skip()
      const path = folder.path('secret.png')
      await writeFile(path, 'x')
      await chmod(path, 0)
      await refuses(path, 'input-unreadable', /no permission/)
    })

    it('a path with a zero in it', () => refuses('a\0b.png', 'input-unreadable', /Expected/))

    it('an empty file, empty bytes and an empty stream', async () => {
      const path = folder.path('empty.jpg')
      await writeFile(path, '')
      await refuses(path, 'input-unreadable', /got an empty file/)
      await refuses(new Uint8Array(0), 'input-unreadable', /got an empty file/)
      await refuses(Readable.from([]), 'input-unreadable', /got an empty file/)
    })

    it('text, and formats that it does not read, by their names', async () => {
      await refuses(Buffer.from('This is a text.'), 'unsupported-image', /got something else/)
      await refuses(Buffer.from('%PDF-1.7 and so on'), 'unsupported-image', /got PDF/)
      await refuses(Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), 'unsupported-image', /got HEIC/)
    })

    for (const format of ['jpeg', 'png', 'webp', 'avif', 'tiff', 'gif'] as const) {
      it(`a ${format} that was cut short, at any length`, async () => {
        const bytes = await sharp(noise(64, 64, 3, 8).data, { raw: { width: 64, height: 64, channels: 3 } })
          .toFormat(format)
          .toBuffer()
        for (const share of [0.05, 0.3, 0.6, 0.9]) {
          await refuses(bytes.subarray(0, Math.floor(bytes.length * share)), 'input-unreadable', /cut short/)
        }
      })
    }

    it('an animation', async () => {
      const frames = await Promise.all([1, 2].map((seed) => pngOf(noise(8, 8, 3, 8, seed))))
      for (const format of ['gif', 'webp'] as const) {
        const animation = await sharp(frames, { join: { animated: true } })
          .toFormat(format)
          .toBuffer()
        await refuses(animation, 'unsupported-image', /got 2 frames/)
      }
    })

    it('samples of 32 bits', async () => {
      const floats = sharp(Buffer.from(new Float32Array(300).buffer), {
        raw: { width: 10, height: 10, channels: 3, depth: 'float' } as never,
      })
      const tiff = await floats.toColourspace('scrgb').tiff({ predictor: 'float', compression: 'deflate' }).toBuffer()
      await refuses(tiff, 'unsupported-image', /8 or 16 bits/)
    })

    it('more pixels than `limitInputPixels`', async () => {
      const png = await pngOf(noise(20, 20, 3, 8))
      await refuses(png, 'too-large', /limitInputPixels/, { limitInputPixels: 399 })
      await decode(png, { limitInputPixels: 400 })
    })

    it('an SVG that refers to something outside of it', () =>
      refuses(
        Buffer.from(
          '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><image href="http://x.test/a.png"/></svg>',
        ),
        'unsupported-image',
        /a link out/,
      ))

    it('a web address, with the way out', () =>
      refuses('https://example.com/a.jpg', 'input-unreadable', /Fetch it yourself/))

    it('a stream of strings, and a stream that fails', async () => {
      await refuses(Readable.from(['text']), 'input-unreadable', /chunks must be bytes/)
      const failing = new Readable({ read: () => failing.destroy(new Error('the cable is out')) })
      await refuses(failing, 'input-unreadable', /Expected the input to be readable/)
    })

    it('what is no input at all', async () => {
      for (const input of [undefined, null, 5, {}, [], true])
        await refuses(input, 'input-unreadable', /Expected a path/)
    })

    it('to go on when its signal says stop, even while a stream is silent', async () => {
      const controller = new AbortController()
      const silent = new Readable({ read: () => {} })
      const reading = createDecoder()(silent, controller.signal)
      controller.abort()
      await assert.rejects(reading, { name: 'PaintoutError', code: 'aborted' })
    })
  })
})

type Decode = (input: unknown, signal?: AbortSignal) => Promise<Decoded>

function createDecoder(options?: CodecOptions): Decode {
  const hooks = createHooks()
  codec.call({ hooks } as never, options)
  return async (input, signal = new AbortController().signal) => (await hooks.decode.promise({ input, signal }))!
}

function decode(input: unknown, options?: CodecOptions): Promise<Decoded> {
  return createDecoder(options)(input)
}

async function refuses(input: unknown, code: string, message: RegExp, options?: CodecOptions): Promise<void> {
  await assert.rejects(decode(input, options), (error) => {
    assert.ok(PaintoutError.is(error), String(error))
    assert.deepEqual([error.code, error.by], [code, 'codec'])
    assert.match(error.message, message)
    return true
  })
}

function pngOf({ data, width, height, channels }: Pixels): Promise<Buffer> {
  const deep = data instanceof Uint16Array
  const space = channels <= 2 ? (deep ? 'grey16' : 'b-w') : deep ? 'rgb16' : 'srgb'
  return sharp(data, { raw: { width, height, channels } }).toColourspace(space).png().toBuffer()
}

/** How an upright picture is stored under an EXIF orientation: row and column of each sample, from the EXIF standard. */
function turn({ data, width, height }: Pixels, orientation: number): Pixels {
  const swapped = orientation >= 5
  const [across, down] = swapped ? [height, width] : [width, height]
  const stored = new Uint8Array(data.length)
  for (let row = 0; row < down; row++) {
    for (let column = 0; column < across; column++) {
      const [x, y] = uprightOf(orientation, column, row, width, height)
      for (let k = 0; k < 3; k++) stored[(row * across + column) * 3 + k] = data[(y * width + x) * 3 + k]!
    }
  }
  return { data: stored, width: across, height: down, channels: 3 }
}

function uprightOf(orientation: number, column: number, row: number, width: number, height: number) {
  const right = width - 1
  const bottom = height - 1
  const places = [
    [column, row],
    [right - column, row],
    [right - column, bottom - row],
    [column, bottom - row],
    [row, column],
    [right - row, column],
    [right - row, bottom - column],
    [row, bottom - column],
  ] as const
  return places[orientation - 1]!
}
