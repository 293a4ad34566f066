/** One call through @paintout/engine-vertex, in a process of its own. */
import { readFile } from 'node:fs/promises'
import { createVertex } from '@paintout/engine-vertex'
import { tell } from './tell.mjs'

const [endpoint, image, mask] = process.argv.slice(2)
const picture = async (path, type) => {
  const bytes = await readFile(path)
  return {
    pixels: { width: 2048, height: 2048, channels: 3, data: new Uint8Array(0) },
    encode: async () => ({ bytes, type }),
  }
}
const request = {
  image: await picture(image, 'image/jpeg'),
  mask: await picture(mask, 'image/png'),
  prompt: '',
  candidates: 1,
}
const { engine, close } = createVertex({
  endpoint,
  project: 'bench',
  model: 'imagen-3.0-capability-001',
  auth: () => 'emulated',
})
const context = {
  signal: new AbortController().signal,
  warn() {},
  progress() {},
  encode: (pixels) => Promise.reject(pixels),
}
const started = performance.now()
const [candidate] = await engine.fill(request, context)
tell(started, candidate.image.bytes)
close()
