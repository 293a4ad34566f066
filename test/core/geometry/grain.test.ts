import assert from 'node:assert/strict'
import type { Channels, Pixels } from '@paintout/core'
import sharp from 'sharp'
import { addGrain } from '../../../packages/core/src/geometry/grain.ts'
import { copyPixels, createMask, type Mask, maxOf } from '../../../packages/core/src/pixels.ts'

const width = 320
const height = 256

function holeAt(left: number, top: number, right: number, bottom: number): Mask {
  const mask = createMask(width, height)
  for (let y = top; y < bottom; y++) mask.data.fill(255, y * width + left, y * width + right)
  return mask
}

const hole = holeAt(100, 80, 220, 180)

/** A ground that rises gently, under grain of about `sigma` levels of 8 bits that is `softness` samples wide. */
function grainy(sigma: number, { softness = 0, channels = 3 as Channels, depth = 8 } = {}): Pixels {
  const unit = depth === 8 ? 1 : 257
  const length = width * height * channels
  const data = depth === 8 ? new Uint8Array(length) : new Uint16Array(length)
  let state = 1
  const noise = Float32Array.from({ length }, () => {
    let sum = 0
    for (let draw = 0; draw < 4; draw++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      sum += state / 2 ** 32 - 0.5
    }
    return sum * Math.sqrt(3) * sigma
  })
  const colours = channels % 2 === 0 ? channels - 1 : channels
  for (let at = 0; at < length; at++) {
    const before = at - softness * channels
    const soft = softness && before >= 0 ? (noise[at]! + noise[before]!) * Math.SQRT1_2 : noise[at]!
    const pixel = Math.floor(at / channels)
    const ground = 110 + 20 * ((pixel % width) / width)
    data[at] = at % channels < colours ? Math.round((ground + soft) * unit) : maxOf({ data } as Pixels)
  }
  return { data, width, height, channels }
}

async function enlargedFrom(photo: Pixels, scale: number): Promise<Pixels> {
  const raw = (width: number, height: number) => ({ raw: { width, height, channels: photo.channels } })
  const across = Math.round(width * scale)
  const down = Math.round(height * scale)
  const small = await sharp(photo.data, raw(width, height)).resize(across, down, { fit: 'fill' }).raw().toBuffer()
  const large = await sharp(small, raw(across, down)).resize(width, height, { fit: 'fill' }).raw().toBuffer()
  return { ...photo, data: new Uint8Array(large) }
}

/** Mean square of the Laplacian of the colours, within or outside the hole, away from its rim. */
function sharpness({ data, channels }: Pixels, within: boolean): number {
  let sum = 0
  let count = 0
  for (let y = 4; y < height - 4; y++) {
    for (let x = 4; x < width - 4; x++) {
      const sides = [hole.data[y * width + x - 4], hole.data[y * width + x + 4]]
      if (sides.some((side) => (side !== 0) !== within)) continue
      const at = (y * width + x) * channels
      const row = width * channels
      sum += (4 * data[at]! - data[at - channels]! - data[at + channels]! - data[at - row]! - data[at + row]!) ** 2
      count++
    }
  }
  return sum / count
}

describe('addGrain', () => {
  it('brings the sharpness of an enlarged fill to that of its surroundings', async () => {
    for (const softness of [0, 1, 2]) {
      for (const scale of [0.25, 0.34, 0.5, 0.7, 0.85]) {
        const photo = grainy(6, { softness })
        const fill = await enlargedFrom(photo, scale)
        const grained = addGrain(fill, photo, hole, { scale, seed: 1 })
        const before = sharpness(fill, true) / sharpness(photo, false)
        const after = sharpness(grained, true) / sharpness(photo, false)
        assert.ok(before < 0.7, `${before} before, softness ${softness}, scale ${scale}`)
        assert.ok(after > 0.7 && after < 1.3, `${after} after, softness ${softness}, scale ${scale}`)
      }
    }
  })

  it('does so in 16 bits, in grey and with alpha, which it leaves alone', () => {
    for (const channels of [1, 2, 3, 4] as const) {
      const form = { channels, depth: 16 }
      const photo = grainy(5, form)
      const fill = grainy(0, form)
      const grained = addGrain(fill, photo, hole, { scale: 0.5, seed: 1 })
      const share = sharpness(grained, true) / sharpness(photo, false)
      assert.ok(share > 0.7 && share < 1.3, `${share} with ${channels} channels`)
      if (channels % 2 === 1) continue
      for (let at = channels - 1; at < fill.data.length; at += channels) assert.equal(grained.data[at], 65535)
    }
  })

  it('adds nothing where the surroundings have no grain', () => {
    const plain = grainy(0)
    assert.deepEqual(addGrain(plain, plain, hole, { scale: 0.4, seed: 1 }), plain)
  })

  it('adds nothing to a fill that is as grainy already', () => {
    const photo = grainy(6)
    const louder = grainy(9)
    assert.deepEqual(addGrain(louder, photo, hole, { scale: 0.4, seed: 1 }), louder)
  })

  it('does not copy edges from the surroundings', () => {
    const photo = grainy(0)
    for (let x = 10; x < width; x += 34)
      for (let at = x; at < width * height; at += width) photo.data.fill(0, at * 3, at * 3 + 3)
    const plain = grainy(0)
    assert.deepEqual(addGrain(plain, photo, hole, { scale: 0.4, seed: 1 }), plain)
  })

  it('takes sky grain for sky and ground grain for ground', () => {
    const photo = grainy(2)
    const loud = grainy(8)
    const fill = grainy(0)
    const half = (width * height * 3) / 2
    for (let at = half; at < photo.data.length; at++) {
      photo.data[at] = loud.data[at]! - 60
      fill.data[at]! -= 60
    }
    const { data } = addGrain(fill, photo, hole, { scale: 0.5, seed: 1 })
    const power = (top: number, bottom: number): number => {
      let sum = 0
      for (let y = top; y < bottom; y++) {
        for (let at = (y * width + 110) * 3; at < (y * width + 210) * 3; at++) sum += (data[at]! - fill.data[at]!) ** 2
      }
      return sum / (bottom - top)
    }
    assert.ok(power(150, 180) > 6 * power(80, 110))
  })

  it('is the same for the same seed, another for another, and writes to neither picture', () => {
    const photo = grainy(6)
    const fill = grainy(0)
    const kept = [copyPixels(photo), copyPixels(fill)]
    const grain = (seed: number) => addGrain(fill, photo, hole, { scale: 0.5, seed })
    assert.deepEqual(grain(7), grain(7))
    assert.notDeepEqual(grain(7), grain(8))
    assert.deepEqual([photo, fill], kept)
  })

  it('leaves a fill as it is when hardly anything around it is known', () => {
    const fill = grainy(0)
    const everything = holeAt(8, 8, width - 8, height - 8)
    assert.deepEqual(addGrain(fill, grainy(6), everything, { scale: 0.5, seed: 1 }), fill)
    assert.deepEqual(addGrain(fill, grainy(6), createMask(width, height), { scale: 0.5, seed: 1 }), fill)
  })
})
