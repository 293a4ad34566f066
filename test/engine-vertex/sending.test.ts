import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PaintoutError, paintout, removal } from '@paintout/core'
import { createVertex, vertex } from '@paintout/engine-vertex'
import { codec } from '@paintout/plugin-sharp'
import { store, verifyStore } from '@paintout/store'
import { useFolder } from '../fixtures/folder.ts'
import { photoPath } from '../fixtures/photo.ts'
import { contextFor, gemini, imagen2, imagen3, optionsFor, requestFor, square, withEngine } from './requests.ts'

/** A port on which nobody listens. */
async function deadUrl(): Promise<string> {
  const server: Server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}`
}

describe('a call that may cost money is announced', () => {
  for (const model of [imagen3, imagen2, gemini]) {
    it(`right before it goes out, again where it is made again: ${model}`, async () => {
      await withEngine({ model }, async ({ emulator, engine }) => {
        assert.equal(engine.announces, true)
        const before: number[] = []
        const context = { ...contextFor(), sending: () => before.push(emulator.calls.length) }
        const request = requestFor(model === gemini ? square : {})
        emulator.next('unavailable')
        await engine.fill(request, context)
        // Over a connection that is open already.
        await engine.fill(request, context)
        assert.deepEqual(before, [0, 1, 2])
      })
    })
  }

  it('not where no connection comes about', async () => {
    const { engine, close } = createVertex({ ...optionsFor({ url: await deadUrl() } as never), model: imagen3 })
    const context = { ...contextFor(), sending: () => assert.fail('nothing was sent') }
    await assert.rejects(engine.fill(requestFor(), context), { code: 'connection-failed' })
    close()
  })

  it('and not made where it cannot be noted', async () => {
    for (const warm of [false, true]) {
      await withEngine({ model: imagen3 }, async ({ emulator, engine }) => {
        if (warm) await engine.fill(requestFor(), contextFor())
        const failure = new PaintoutError('store-failed', 'The disk is full.')
        const context = {
          ...contextFor(),
          sending: () => {
            throw failure
          },
        }
        await assert.rejects(engine.fill(requestFor(), context), { code: 'store-failed', message: /disk is full/ })
        assert.equal(emulator.calls.length, warm ? 1 : 0)
      })
    }
  })
})

describe('a call that never left the machine', () => {
  const folder = useFolder()

  it('is not listed as one whose answer was lost', async () => {
    const options = { ...optionsFor({ url: await deadUrl() } as never), model: imagen3, retries: 0 }
    const clean = paintout()
      .use(codec)
      .use(store, { directory: folder.path('store'), frozen: false })
      .use(vertex, options)
      .use(removal())
    await assert.rejects(clean.process(photoPath('march-pastoral'), { mask: { rect: [112, 132, 76, 148] } }), {
      code: 'connection-failed',
    })
    await clean.close()
    const { lost, underway } = await verifyStore(folder.path('store'))
    assert.deepEqual([lost.length, underway], [0, 0])
  })
})
