/** A child of the bench: prints the peak memory of one fill in MB, and the memory before it. */
import { fillPixels } from '@paintout/engine-local'
import { mosaic, npmPhoto } from './photos.ts'
import { ellipse } from './speed.ts'

const [megapixels = 1, share = 0.02] = process.argv.slice(2).map(Number)
const picture = mosaic(await npmPhoto('nagasaki-boats'), megapixels)
const mask = ellipse(picture, share)
const before = process.memoryUsage().rss
await fillPixels({ ...picture, channels: 3 }, { ...picture, data: mask, channels: 1 })
console.log(JSON.stringify({ before: before / 2 ** 20, peak: process.resourceUsage().maxRSS / 2 ** 10 }))
