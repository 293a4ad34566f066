import assert from 'node:assert/strict'
import { local } from '@paintout/engine-local'
import { withPaintout } from '@paintout/plugin-sharp'
import { plainEngine } from '../../fixtures/engines.ts'
import { noise } from '../../fixtures/noise.ts'
import { sharps } from '../../fixtures/sharps.ts'
import { bring } from '../../promises/engines.ts'

const [width, height] = [160, 120]
/** Half over what is transparent, half over what is opaque. */
const mask = { rect: [60, 40, 40, 40] } as const
const opaqueFrom = 80

/** Soft greys at the right; nothing at the left, with a colour under it that nobody may see. */
function cutOut(): Buffer {
  const { data } = noise(width, height, 1, 8)
  const samples = Buffer.alloc(width * height * 4)
  for (let pixel = 0; pixel < width * height; pixel++) {
    const isOpaque = pixel % width >= opaqueFrom
    const grey = 100 + (data[pixel]! >> 4)
    samples.set(isOpaque ? [grey, grey, grey, 255] : [255, 0, 255, 0], pixel * 4)
  }
  return samples
}

for (const { version, sharp: plain } of sharps) {
  describe(`alpha in chains of sharp ${version}`, () => {
    let photo: Buffer
    before(async () => {
      photo = await plain(cutOut(), { raw: { width, height, channels: 4 } })
        .png()
        .toBuffer()
    })

    /** How much more red and blue than green there is, where anything is seen. */
    function worstTint(samples: Buffer): number {
      let worst = 0
      for (let at = 0; at < samples.length; at += 4) {
        const [red, green, blue, alpha] = samples.subarray(at, at + 4)
        worst = Math.max(worst, (Math.max(red! - green!, blue! - green!) * alpha!) / 255)
      }
      return worst
    }

    const holes = {
      'over both': [60, 40, 40, 40],
      'where all is transparent': [20, 40, 30, 30],
      'where all is opaque': [110, 40, 30, 30],
    } as const

    for (const [where, rect] of Object.entries(holes)) {
      it(`stays where it was: a hole ${where}`, async () => {
        const [left, top, wide, high] = rect
        const isOver = wide > 30
        const before = cutOut()
        for (const use of [[local], [bring(plainEngine())]]) {
          const sharp = withPaintout(plain, { use })
          const after = await sharp(photo).removeByMask({ mask: { rect }, dilate: 0 }).raw().toBuffer()
          for (let at = 3; at < after.length; at += 4) {
            const [x, y] = [(at >> 2) % width, Math.floor((at >> 2) / width)]
            const isInside = x >= left && x < left + wide && y >= top && y < top + high
            // The edge between the two is drawn again where the hole is over it.
            if (!isOver || !isInside) assert.equal(after[at], before[at], `${x}, ${y}`)
          }
        }
      })
    }

    it('shows nothing of what is under it: in the picture, in a smaller one, on a background', async () => {
      const sharp = withPaintout(plain, { use: [local] })
      const image = sharp(photo).removeByMask({ mask })
      const outputs = [
        image.clone(),
        image.clone().resize(50),
        image.clone().resize(300),
        image.clone().blur(4),
        image.clone().flatten({ background: '#777' }).ensureAlpha(),
      ]
      for (const output of outputs) assert.ok(worstTint(await output.raw().toBuffer()) <= 3)
    })

    it('shows an engine nothing of what is under it', async () => {
      const engine = plainEngine()
      await withPaintout(plain, { use: [bring(engine)] })(photo)
        .removeByMask({ mask })
        .toBuffer()
      const { data, channels } = engine.calls[0]!.image.pixels
      assert.equal(channels, 3)
      for (let at = 0; at < data.length; at += 3)
        assert.ok(data[at]! - data[at + 1]! <= 3, `${data.subarray(at, at + 3)}`)
    })
  })
}
