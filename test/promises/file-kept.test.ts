import assert from 'node:assert/strict'
import { paintout, removal } from '@paintout/core'
import { codec } from '@paintout/plugin-sharp'
import sharp, { type Metadata } from 'sharp'
import { kindSize, kinds } from '../fixtures/kinds.ts'
import { bring, engines } from './engines.ts'

/** What has to be as it was. */
function kept({
  format,
  space,
  channels,
  depth,
  density,
  hasAlpha,
  chromaSubsampling,
  icc,
  xmp,
  iptc,
  exif,
}: Metadata) {
  return {
    format,
    space,
    channels,
    depth,
    density,
    hasAlpha,
    chromaSubsampling,
    icc: icc && digestOf(icc),
    xmp: xmp?.toString(),
    iptc: iptc && digestOf(iptc),
    hasExif: exif !== undefined,
  }
}

function digestOf(bytes: Buffer): string {
  return bytes.toString('base64')
}

/** What the format of the input cannot say, or what is documented to change. */
const exceptions: Readonly<Record<string, (before: ReturnType<typeof kept>) => Partial<ReturnType<typeof kept>>>> = {
  SVG: () => ({ format: 'png', space: 'srgb', channels: 4, hasAlpha: true }),
  'JPEG CMYK': () => ({ space: 'srgb', channels: 3, chromaSubsampling: '4:4:4' }),
}

describe('the file stays the user’s', () => {
  for (const kind of kinds) {
    it(`size, format, colour space, depth, alpha, density, ICC, XMP, IPTC: ${kind.name}`, async () => {
      const bytes = await kind.make()
      const [engine] = engines
      const result = await paintout()
        .use(codec)
        .use(bring(engine!()))
        .use(removal())
        .process(bytes, { mask: { rect: [70, 50, 40, 30] } })
      const data = await result.toBuffer()
      const [before, after] = [await sharp(bytes).metadata(), await sharp(data).metadata()]
      assert.deepEqual([after.width, after.height], [kindSize.width, kindSize.height], 'upright size')
      assert.ok(after.orientation === undefined || after.orientation === 1, `orientation ${after.orientation}`)
      assert.deepEqual(kept(after), { ...kept(before), ...exceptions[kind.name]?.(kept(before)) })
    })
  }
})
