import assert from 'node:assert/strict'
import { type Mask, type Pixels, type Registration, registerPixels, warpPixels } from '@paintout/core'
import { inPixels } from '../../../packages/core/src/drift/affine.ts'
import { type Change, differenceInside, diskMask, drift, mirrored, photograph, toPhoto, withDisk } from './pictures.ts'

/** How far samples of the mask end up from where they belong, in pixels: root of the mean square. */
function errorInside({ affine }: Registration, change: Change, photo: Pixels, mask: Mask): number {
  const map = inPixels(affine, photo)
  let sum = 0
  let count = 0
  for (let at = 0; at < mask.data.length; at++) {
    if (mask.data[at] === 0) continue
    const x = (at % photo.width) + 0.5
    const y = Math.floor(at / photo.width) + 0.5
    const [backX, backY] = toPhoto(change, photo, map.xx * x + map.xy * y + map.x, map.yx * x + map.yy * y + map.y)
    sum += (backX - x) ** 2 + (backY - y) ** 2
    count++
  }
  return Math.sqrt(sum / count)
}

const changes: readonly (Change & { readonly name: string })[] = [
  { name: 'nothing' },
  { name: 'a shift', dx: 9.3, dy: -6.7 },
  { name: 'a scale', scale: 1.03 },
  { name: 'a shear', shear: 0.02 },
  { name: 'all of it, in another tone', dx: -11.2, dy: 8.4, scale: 0.975, shear: -0.015, gain: 0.95, offset: 8 },
]

describe('registerPixels', () => {
  let plate: Pixels<Uint8Array>
  let photo: Pixels<Uint8Array>
  let mask: Mask

  before(async () => {
    plate = await photograph()
    photo = withDisk(plate)
    mask = diskMask(plate, 5)
  })

  for (const change of changes) {
    // A tenth of a pixel at a depth of tone of 255 levels is less than the noise of a photograph.
    it(`finds ${change.name}, to a tenth of a pixel`, () => {
      const registration = registerPixels(photo, drift(plate, change), mask)
      assert.ok(errorInside(registration, change, photo, mask) < 0.1)
      assert.equal(registration.flow, undefined)
      const { dx, dy, scale, agree, missing } = registration.drift
      assert.ok(Math.abs(dx - (change.dx ?? 0)) < 0.2 && Math.abs(dy - (change.dy ?? 0)) < 0.2)
      assert.ok(Math.abs(scale - (change.scale ?? 1)) < 0.001)
      assert.ok(agree > 0.97)
      assert.equal(missing, 0)
    })
  }

  it('finds it in small pictures too', async () => {
    const small = await photograph('dust-bowl-home', 144, 112)
    const hole = diskMask(small)
    for (let at = 0; at < hole.data.length; at++) hole.data[at] = Number(at % 144 < 40 && at > 60 * 144) * 255
    const change = { dx: 2.6, dy: -1.9, scale: 1.02, shear: 0.01 }
    assert.ok(errorInside(registerPixels(small, drift(small, change), hole), change, small, hole) < 0.1)
  })

  it('takes no movement at all from an answer that keeps what it should, but for rounding', () => {
    const answer = { ...photo, data: Uint8Array.from(photo.data) }
    for (let at = 0; at < mask.data.length; at++) if (mask.data[at]) answer.data.fill(90, 3 * at, 3 * at + 3)
    const { affine, flow, drift: found } = registerPixels(photo, answer, mask)
    assert.deepEqual(affine, { xx: 1, xy: 0, x: 0, yx: 0, yy: 1, y: 0 })
    assert.equal(flow, undefined)
    const { inside, agree, ...rest } = found
    assert.deepEqual(rest, { dx: 0, dy: 0, scale: 1, shear: 0, tone: 0, missing: 0 })
    assert.ok(agree > 0.97 && inside! < 0.1)
  })

  it('is not misled by the object where there is no mask', () => {
    const change = { dx: 7.5, dy: -4.2, scale: 1.02 }
    const registration = registerPixels(photo, drift(plate, change))
    assert.ok(errorInside(registration, change, photo, mask) < 0.2)
  })

  it('takes answers of another size, of one channel, and of 16 bits', () => {
    const change = { dx: 6, dy: 3 }
    const answer = drift(plate, change)
    const deep = { ...answer, data: Uint16Array.from(answer.data, (level) => level * 257) }
    const green = Uint8Array.from({ length: answer.data.length / 3 }, (_, at) => answer.data[3 * at + 1]!)
    const grey = { ...answer, channels: 1 as const, data: green }
    for (const other of [deep, grey, halve(answer)]) {
      assert.ok(errorInside(registerPixels(photo, other, mask), change, photo, mask) < 0.15)
    }
  })

  it('follows a smooth warp, and believes in none where there is none', () => {
    const change = { warp: 2 }
    const answer = drift(plate, change)
    const { flow, ...without } = registerPixels(photo, answer, mask)
    assert.ok(flow && flow.gain > 0.1)
    const whole = { left: 0, top: 0, width: photo.width, height: photo.height }
    const straight = warpPixels(answer, without, photo, whole)
    const bent = warpPixels(answer, { ...without, flow }, photo, whole)
    assert.ok(differenceInside(bent, plate, mask) < 0.7 * differenceInside(straight, plate, mask))
    assert.equal(registerPixels(photo, answer, mask, { flow: false }).flow, undefined)
  })

  it('tells how far the tone moved', () => {
    const { drift: found } = registerPixels(photo, drift(plate, { offset: -10 }), mask)
    assert.ok(Math.abs(found.tone - 10) < 0.5)
  })

  it('tells other pictures from the photo', async () => {
    const other = await photograph('nagasaki-boats')
    const flat = { ...plate, data: new Uint8Array(plate.data.length).fill(120) }
    for (const answer of [other, mirrored(plate), turned(plate), letterboxed(plate), flat]) {
      assert.ok(registerPixels(photo, answer, mask).drift.agree < 0.5)
    }
  })

  it('tells an object that is still there from one that is gone', () => {
    const change = { dx: 3, offset: 4 }
    assert.ok(registerPixels(photo, drift(photo, change), mask).drift.inside! > 0.9)
    assert.ok(registerPixels(photo, drift(plate, change), mask).drift.inside! < 0.5)
  })

  it('tells that a marked object is still there, under its mark', () => {
    const marked = { ...photo, data: Uint8Array.from(photo.data) }
    const inner = diskMask(photo)
    for (let at = 0; at < mask.data.length; at++) {
      if (mask.data[at] === 0) continue
      for (const [channel, level] of [255, 0, 255].entries()) {
        const before = marked.data[3 * at + channel]!
        marked.data[3 * at + channel] = inner.data[at] ? (before + level) >> 1 : level
      }
    }
    const { inside } = registerPixels(photo, marked, mask).drift
    assert.ok(inside! > 0.8)
  })

  it('tells how much of the mask lies outside the answer', () => {
    const edge = diskMask(plate)
    edge.data.fill(0)
    for (let y = 0; y < photo.height; y++) edge.data.fill(255, y * photo.width, y * photo.width + 20)
    const { drift: found } = registerPixels(photo, drift(plate, { dx: -10 }), edge)
    assert.ok(Math.abs(found.missing - 0.5) < 0.08)
  })

  it('has nothing to say against a flat picture of a flat ground', () => {
    const ground = { ...plate, data: new Uint8Array(plate.data.length).fill(120) }
    const { drift: found } = registerPixels(ground, ground, mask)
    assert.equal(found.agree, 1)
    assert.equal(found.inside, undefined)
    assert.ok(Math.hypot(found.dx, found.dy) < 1e-6)
  })

  it('takes pictures of a few samples', () => {
    for (const [width, height] of [
      [1, 1],
      [3, 200],
      [17, 5],
    ] as const) {
      const tiny = { data: new Uint8Array(width * height * 3).fill(9), width, height, channels: 3 as const }
      const { affine } = registerPixels(tiny, tiny)
      assert.ok(Object.values(affine).every(Number.isFinite))
    }
  })

  it('writes to nothing that it was given, and says the same twice', () => {
    const answer = drift(plate, { dx: 4 })
    const copies = [photo, answer, mask].map(({ data }) => Uint8Array.from(data))
    const once = registerPixels(photo, answer, mask)
    assert.deepEqual(registerPixels(photo, answer, mask).affine, once.affine)
    assert.deepEqual(
      [photo, answer, mask].map(({ data }) => Uint8Array.from(data)),
      copies,
    )
  })
})

describe('warpPixels', () => {
  const still = { affine: { xx: 1, xy: 0, x: 0, yx: 0, yy: 1, y: 0 } }

  it('gives every sample as it was where nothing moved, in any channels and depth', () => {
    for (const channels of [1, 2, 3, 4] as const) {
      for (const Samples of [Uint8Array, Uint16Array]) {
        const largest = Samples === Uint8Array ? 255 : 65535
        const data = new Samples(9 * 7 * channels)
        for (let at = 0; at < data.length; at++) data[at] = (at * 7919) % (largest + 1)
        const picture = { data, width: 9, height: 7, channels }
        const fine = { left: 2, top: 1, width: 5, height: 4 }
        assert.deepEqual(warpPixels(picture, still, picture, fine).data, data)
      }
    }
  })

  it('moves by whole samples exactly, and repeats the outermost beyond the frame', () => {
    const data = Uint8Array.from({ length: 8 * 4 }, (_, at) => at * 8)
    const picture = { data, width: 8, height: 4, channels: 1 as const }
    const moved = warpPixels(picture, { affine: { ...still.affine, x: 0.5 } }, picture, {
      left: 0,
      top: 0,
      width: 8,
      height: 4,
    })
    assert.deepEqual([...moved.data.subarray(0, 8)], [16, 24, 32, 40, 48, 56, 56, 56])
  })

  it('gives a part of the photo as the whole has it', async () => {
    const picture = await photograph()
    const fine = { left: 100, top: 90, width: 80, height: 60 }
    const movements = { affine: { ...still.affine, x: 0.013, xy: 0.01 } }
    const whole = warpPixels(picture, movements, picture, fine)
    const area = { left: 90, top: 80, width: 50, height: 40 }
    const part = warpPixels(picture, movements, picture, fine, area)
    for (let y = 0; y < area.height; y++) {
      const start = 3 * ((area.top + y) * picture.width + area.left)
      const row = part.data.subarray(3 * y * area.width, 3 * (y + 1) * area.width)
      assert.deepEqual(row, whole.data.subarray(start, start + 3 * area.width))
    }
  })
})

function halve({ data, width, height, channels }: Pixels<Uint8Array>): Pixels<Uint8Array> {
  const half = { width: width >> 1, height: height >> 1 }
  const out = new Uint8Array(half.width * half.height * channels)
  for (let at = 0; at < out.length; at++) {
    const pixel = Math.floor(at / channels)
    const row = 2 * Math.floor(pixel / half.width) * width
    const from = (row + 2 * (pixel % half.width)) * channels + (at % channels)
    const below = from + width * channels
    out[at] = Math.round((data[from]! + data[from + channels]! + data[below]! + data[below + channels]!) / 4)
  }
  return { data: out, ...half, channels }
}

function turned(picture: Pixels<Uint8Array>): Pixels<Uint8Array> {
  const { data, width, height } = picture
  const out = new Uint8Array(data.length)
  for (let at = 0; at < width * height; at++) {
    const x = Math.floor(((Math.floor(at / width) + 0.5) * width) / height)
    const y = Math.floor(((width - 1 - (at % width) + 0.5) * height) / width)
    out.set(data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3), 3 * at)
  }
  return { ...picture, data: out }
}

/** The picture at three quarters of its height, between black bars. */
function letterboxed(picture: Pixels<Uint8Array>): Pixels<Uint8Array> {
  const { data, width, height } = picture
  const out = new Uint8Array(data.length)
  const bar = Math.round(height / 8)
  for (let y = bar; y < height - bar; y++) {
    const from = Math.min(height - 1, Math.round(((y - bar) * height) / (height - 2 * bar)))
    out.set(data.subarray(3 * from * width, 3 * (from + 1) * width), 3 * y * width)
  }
  return { ...picture, data: out }
}
