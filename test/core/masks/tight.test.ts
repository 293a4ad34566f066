import assert from 'node:assert/strict'
import { type Channels, createMask, dilateMask, drawPolygon, type Mask, type Pixels, tightRim } from '@paintout/core'
import sharp from 'sharp'
import { type PhotoName, photoPath } from '../../fixtures/photo.ts'

interface Outline {
  readonly photo: PhotoName
  /** An SVG path in the photo's own pixels: exactly the outline of the object, or some of its background. */
  readonly path: string
}

const objects: Record<string, Outline> = {
  house: {
    photo: 'dust-bowl-home',
    path: 'M526 304 L617 223 L885 246 L990 308 L983 311 L982 466 L900 472 L820 473 L770 462 L700 470 L686 488 L602 487 L606 462 L544 460 L543 304 Z',
  },
  lamb: {
    photo: 'march-pastoral',
    path: 'M121 178 L125 152 L134 140 L150 138 L164 142 L172 153 L180 178 L178 205 L176 242 L180 262 L170 250 L158 264 L140 272 L134 262 L118 240 L134 232 L132 208 L122 196 Z',
  },
  sheep: {
    photo: 'march-pastoral',
    path: 'M308 98 L322 88 L346 74 L364 62 L410 54 L432 55 L450 70 L455 95 L450 118 L440 140 L434 186 L420 186 L418 160 L400 140 L398 182 L392 182 L388 144 L368 142 L362 180 L356 180 L356 150 L344 128 L328 134 L324 104 Z',
  },
  'roof of a boat': { photo: 'nagasaki-boats', path: 'M69 636 L150 623 L250 630 L364 646 L362 708 L290 712 L74 706 Z' },
  peak: { photo: 'black-canyon', path: 'M312 264 L388 214 L420 234 L444 290 L446 320 L400 330 L330 300 Z' },
  tent: { photo: 'black-canyon', path: 'M320 570 L368 569 L369 606 L320 608 Z' },
  // The constants were chosen without looking at this one.
  airplane: {
    photo: 'airplane-from-above',
    path: 'M204 181 L530 185 L940 192 L946 200 L944 330 L934 335 L612 330 L500 325 L196 320 L188 306 L194 188 Z',
  },
}

const backgrounds: Record<string, Outline> = {
  'dry ground': { photo: 'dust-bowl-home', path: 'M200 600 a60 40 0 1 0 120 0 a60 40 0 1 0 -120 0 Z' },
  grass: { photo: 'march-pastoral', path: 'M280 300 a40 40 0 1 0 80 0 a40 40 0 1 0 -80 0 Z' },
  water: { photo: 'nagasaki-boats', path: 'M420 610 a40 20 0 1 0 80 0 a40 20 0 1 0 -80 0 Z' },
  rocks: { photo: 'black-canyon', path: 'M800 680 a60 40 0 1 0 120 0 a60 40 0 1 0 -120 0 Z' },
}

/** Photo and mask, `scale` times as large as they are. */
async function read({ photo, path }: Outline, scale = 1): Promise<[Pixels, Mask]> {
  const { width = 0, height = 0 } = await sharp(photoPath(photo)).metadata()
  const size = { width: width * scale, height: height * scale }
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${size.width}" height="${size.height}"><path d="${path}"/></svg>`
  const data = await sharp(photoPath(photo)).resize(size.width, size.height).removeAlpha().raw().toBuffer()
  const mask = await sharp(Buffer.from(svg)).extractChannel(3).threshold(128).raw().toBuffer()
  return [{ data, ...size, channels: 3 }, createMask(size.width, size.height, new Uint8Array(mask))]
}

/** A disk of `level` on a ground of 100, both with noise, 2 pixels soft at its rim. */
function disk(level: number, noise: number, channels: Channels, depth: 8 | 16): [Pixels, Mask] {
  const size = 200
  let state = 7
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32 - 0.5
  }
  const data = depth === 16 ? new Uint16Array(size * size * channels) : new Uint8Array(size * size * channels)
  const mask = createMask(size, size)
  for (let i = 0; i < size * size; i++) {
    const outside = Math.hypot((i % size) - 100, Math.floor(i / size) - 100) - 50
    const share = Math.min(Math.max(0.5 - outside / 2, 0), 1)
    const value = 100 + (level - 100) * share + noise * random()
    data.fill(depth === 16 ? value * 257 : value, i * channels, (i + 1) * channels)
    if (outside <= 0) mask.data[i] = 255
  }
  return [{ data, width: size, height: size, channels }, mask]
}

describe('tightRim', () => {
  for (const [name, outline] of Object.entries(objects)) {
    it(`warns of a mask cut at the outline of the ${name}, and not of the same one dilated by 1 % of the width`, async () => {
      const [photo, mask] = await read(outline)
      const rim = tightRim(photo, mask)
      assert.ok(rim.tight, `share ${rim.share}`)
      const dilated = tightRim(photo, dilateMask(mask, photo.width * 0.01))
      assert.ok(!dilated.tight, `share ${dilated.share}`)
      assert.equal(dilated.suggestion, 0)
    })

    it(`suggests what is enough for the ${name}`, async () => {
      const [photo, mask] = await read(outline)
      const { suggestion } = tightRim(photo, mask)
      assert.ok(suggestion >= 1 && suggestion <= photo.width * 0.01, `${suggestion}`)
      assert.ok(!tightRim(photo, dilateMask(mask, suggestion)).tight)
    })
  }

  it('sees the same in a photo four times as large, and suggests four times as much', async () => {
    const outline = objects.lamb!
    const [photo, mask] = await read(outline)
    const [large, largeMask] = await read(outline, 4)
    const small = tightRim(photo, mask)
    const rim = tightRim(large, largeMask)
    assert.ok(rim.tight && Math.abs(rim.share - small.share) < 0.1, `${rim.share} for ${small.share}`)
    assert.equal(rim.suggestion, small.suggestion * 4)
    assert.ok(!tightRim(large, dilateMask(largeMask, large.width * 0.01)).tight)
  })

  for (const [name, outline] of Object.entries(backgrounds)) {
    it(`does not take the texture of ${name} for an outline`, async () => {
      const [photo, mask] = await read(outline)
      for (const radius of [0, 3, 6, 10]) assert.ok(!tightRim(photo, dilateMask(mask, radius)).tight)
    })
  }

  it('sees a disk on any ground, of any channels and depth, lighter or darker', () => {
    for (const channels of [1, 2, 3, 4] as const) {
      for (const depth of [8, 16] as const) {
        for (const [level, noise] of [
          [180, 0],
          [180, 60],
          [40, 30],
        ] as const) {
          const [picture, mask] = disk(level, noise, channels, depth)
          const rim = tightRim(picture, mask)
          assert.ok(rim.tight && rim.share > 0.75, `${rim.share} at ${level} ± ${noise}, ${channels} of ${depth} bits`)
          assert.ok(!tightRim(picture, dilateMask(mask, rim.suggestion)).tight)
        }
      }
    }
  })

  it('does not see what nobody sees', () => {
    const [picture, mask] = disk(104, 0, 3, 8)
    assert.equal(tightRim(picture, mask).share, 0)
    const [noise, noiseMask] = disk(100, 120, 3, 8)
    assert.ok(tightRim(noise, noiseMask).share < 0.1)
  })

  it('has no rim where the mask is empty or the whole picture', () => {
    const [picture] = disk(180, 0, 3, 8)
    assert.deepEqual(tightRim(picture, createMask(200, 200)), { share: 0, tight: false, suggestion: 0 })
    const whole = drawPolygon(
      [
        [0, 0],
        [200, 0],
        [200, 200],
        [0, 200],
      ],
      200,
      200,
    )
    assert.deepEqual(tightRim(picture, whole), { share: 0, tight: false, suggestion: 0 })
    const one: Pixels = { data: new Uint8Array(1), width: 1, height: 1, channels: 1 }
    assert.equal(tightRim(one, createMask(1, 1, Uint8Array.of(255))).share, 0)
  })
})
