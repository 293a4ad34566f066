import { type Channels, type Engine, type Operation, paintout, plugin, removal } from '@paintout/core'
import { localEngine } from '@paintout/engine-local'
import { codec, withPaintout } from '@paintout/plugin-sharp'
import plain from 'sharp'

const mask = { rect: [300, 200, 200, 150] } as const

/** Gives the picture on as it is: what is left is the way there and back. */
const nothing = plugin(function nothing(): Operation {
  return function nothing(job) {
    job.candidates = [job.image]
  }
})

const unchanging: Engine = { ...localEngine(), fill: async ({ image }) => [{ image: image.pixels }] }
const bring = plugin(function bring(): Operation | undefined {
  this.engine(unchanging)
  return undefined
})

const pass = paintout().use(nothing).freeze()
const clean = paintout().use([codec, bring, removal()]).freeze()
const ours = withPaintout(plain, { processor: clean })

/** What people write without a chain: sharp, what is in between, and sharp again. */
async function byHand(input: string, output: string, remove?: typeof clean): Promise<void> {
  const { data, info } = await plain(input).autoOrient().raw().toBuffer({ resolveWithObject: true })
  const raw = { width: info.width, height: info.height, channels: info.channels as Channels }
  const cleaned = remove ? (await remove.run({ image: { data, ...raw }, mask })).candidates[0]!.data : data
  await plain(cleaned, { raw, limitInputPixels: false }).resize(1200).webp().toFile(output)
}

type Way = (input: string, output: string) => Promise<unknown>

/** Ways to make a small WebP of a large JPEG. */
export const ways = {
  'sharp-plain': (input, output) => plain(input).resize(1200).webp().toFile(output),
  'ours-plain': (input, output) => ours(input).resize(1200).webp().toFile(output),
  'sharp-twice': (input, output) => byHand(input, output),
  'ours-nothing': (input, output) => ours(input).paintout(pass).resize(1200).webp().toFile(output),
  'processor-by-hand': (input, output) => byHand(input, output, clean),
  'ours-engine': (input, output) => ours(input).removeByMask({ mask }).resize(1200).webp().toFile(output),
} satisfies Record<string, Way>

export type WayName = keyof typeof ways
