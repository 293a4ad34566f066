import assert from 'node:assert/strict'

const [width, height, channels] = [96, 72, 3]
const red = [230, 20, 20]

/** Where the object stands: x, y, width, height. */
export const rect = [40, 30, 14, 12]

/** A soft slope of greys with a red rectangle on it. */
export function scene() {
  const data = new Uint8Array(width * height * channels)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(isObject(x, y) ? red : greyAt(x, y), (y * width + x) * channels)
  }
  return { data, width, height, channels }
}

/** The object is gone, and nothing changed well away from it. */
export function assertRemoved(cleaned) {
  assert.deepEqual([cleaned.width, cleaned.height, cleaned.channels], [width, height, channels])
  const reach = 8
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sample = Array.from(cleaned.data.subarray((y * width + x) * channels).subarray(0, channels))
      if (isObject(x, y)) assert.ok(sample[0] - sample[1] < 60, `${x}, ${y} is still red: ${sample}`)
      else if (!isObject(x, y, reach)) assert.deepEqual(sample, greyAt(x, y), `${x}, ${y} is not in the mask`)
    }
  }
}

function isObject(x, y, reach = 0) {
  const [left, top, wide, high] = rect
  return x >= left - reach && x < left + wide + reach && y >= top - reach && y < top + high + reach
}

function greyAt(x, y) {
  return [60 + x, 70 + y, 80 + ((x + y) % 16)]
}
