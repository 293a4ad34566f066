/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let value = Math.imul(state ^ (state >>> 15), state | 1)
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61)
    return ((value ^ (value >>> 14)) >>> 0) / 0x1_0000_0000
  }
}

export const shapes = ['ellipse', 'blob', 'rectangle', 'strip'] as const
export type Shape = (typeof shapes)[number]

/** The tuning holes and the table's are drawn alike, from other photographs. */
export interface Hole {
  readonly shape: Shape
  /** Of the picture, as asked and as cut. */
  readonly share: number
  readonly mask: Uint8Array
}

/** A hole of `share` of the picture at a random place wholly within it. */
export function cutHole(shape: Shape, share: number, width: number, height: number, random: () => number): Hole {
  const area = share * width * height
  const angle = random() * Math.PI
  const aspect = shape === 'strip' ? 5 + 3 * random() : 1 + random()
  const wobble = Array.from({ length: 4 }, (_, i) => ({
    size: (0.3 * random()) / (i + 1),
    phase: random() * 2 * Math.PI,
  }))
  const upright = shape === 'rectangle'
  const cos = upright ? 1 : Math.cos(angle)
  const sin = upright ? 0 : Math.sin(angle)
  const box = shape === 'rectangle' || shape === 'strip'
  let scale = Math.sqrt(area / aspect / (box ? 4 : Math.PI))
  const place = { x: random(), y: random() }
  let mask = new Uint8Array()
  let cut = 0
  // What leaves the picture is cut off: the shape grows until the share is right.
  for (let tries = 0; tries < 12; tries++) {
    const a = scale * aspect
    const b = scale
    const reach = { x: Math.abs(a * cos) + Math.abs(b * sin), y: Math.abs(a * sin) + Math.abs(b * cos) }
    const cx = width / 2 + (place.x - 0.5) * Math.max(0, width - 2 * reach.x)
    const cy = height / 2 + (place.y - 0.5) * Math.max(0, height - 2 * reach.y)
    mask = new Uint8Array(width * height)
    cut = 0
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const u = ((x - cx) * cos + (y - cy) * sin) / a
        const v = ((y - cy) * cos - (x - cx) * sin) / b
        let limit = 1
        if (shape === 'blob') {
          const direction = Math.atan2(v, u)
          for (const [i, { size, phase }] of wobble.entries()) limit += size * Math.cos((i + 2) * direction + phase)
        }
        const inside = box ? Math.max(Math.abs(u), Math.abs(v)) <= 1 : Math.hypot(u, v) <= limit
        if (!inside) continue
        mask[y * width + x] = 255
        cut++
      }
    }
    if (Math.abs(cut / area - 1) < 0.03) break
    scale *= Math.sqrt(area / cut)
  }
  return { shape, share: cut / (width * height), mask }
}
