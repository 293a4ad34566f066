import { paintout, plugin } from '@paintout/core'
import { person } from '@paintout/engine-local/person'
import { vertexSegment } from '@paintout/engine-vertex'

// What finds masks is used like any plugin, with options of its own.
paintout().use(vertexSegment).use(vertexSegment, { project: 'shop', model: 'gemini-3.5-flash', outline: false })
paintout().use(vertexSegment, { instruction: ({ target, outline }) => `${String(target)} ${outline}` })
paintout().use([[vertexSegment, { outline: false }], person])

// @ts-expect-error -- one model is asked, not a list
paintout().use(vertexSegment, { model: ['gemini-3.5-flash'] })
// @ts-expect-error -- it makes no images
paintout().use(vertexSegment, { marking: 'overlay' })
// @ts-expect-error -- it takes no options
paintout().use(person, { threshold: 0.5 })

plugin(function mine() {
  this.hooks.segment.tapPromise('mine', async ({ image, target, isPlan, ask }) => {
    if (isPlan || typeof target !== 'string') return undefined
    const [engine] = this.engines
    return engine ? ask(engine) : { ...image, channels: 1, data: new Uint8Array(image.width * image.height) }
  })
  // @ts-expect-error -- a mask has one channel of 8 bits
  this.hooks.segment.tap('mine', ({ image }) => image)
  return undefined
})
