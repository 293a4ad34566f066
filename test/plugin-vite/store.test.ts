import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { type Emulator, startEmulator } from '@paintout/emulator'
import { local } from '@paintout/engine-local'
import { vertex, vertexSegment } from '@paintout/engine-vertex'
import type { PaintoutOptions } from '@paintout/plugin-vite'
import { useSite } from './site.ts'

const clean = (number: number) => ({ number, hasObject: false })

describe('money in a build', () => {
  const site = useSite()
  let emulator: Emulator
  beforeEach(async () => {
    emulator = await startEmulator()
    await site.write({
      'a.jpg': 1,
      'a.mask.png': 'mask',
      'b.jpg': 2,
      'b.mask.png': 'mask',
      'index.html': '<img src="a.jpg"><img src="b.jpg">',
    })
  })
  afterEach(() => emulator.close())

  const paid = (more: PaintoutOptions = {}): PaintoutOptions => ({
    use: [
      [
        vertex,
        { project: 'shop', model: 'imagen-3.0-capability-001', endpoint: emulator.url, auth: async () => 'emulated' },
      ],
    ],
    frozen: false,
    ...more,
  })
  const forget = () => rm(site.path('node_modules/.vite'), { recursive: true })

  it('is paid once, whatever becomes of the cache, into .paintout beside package.json', async () => {
    await site.build(paid())
    assert.ok(existsSync(site.path('.paintout')))
    await forget()
    await site.build(paid())
    assert.equal(emulator.images, 2)
    assert.deepEqual(await site.pictures(), { 'a.jpg': clean(1), 'b.jpg': clean(2) })
  })

  it('is paid once for a mask that is found, where the fill costs nothing', async () => {
    await site.write({ 'index.html': '<img src="a.jpg?auto=foreground&remove">' })
    const connection = { project: 'shop', endpoint: emulator.url, auth: async () => 'emulated' }
    const options = paid({ use: [[vertexSegment, connection], local] })
    await site.build(options)
    await forget()
    await site.build(options)
    assert.deepEqual(
      emulator.calls.map(({ model }) => model),
      ['gemini-3.5-flash'],
    )
  })

  it('is not paid in a frozen build, which is byte for byte the paid one', async () => {
    await site.build(paid())
    const before = await site.outputs()
    await forget()
    await emulator.close()
    await site.build(paid({ frozen: true }))
    assert.deepEqual(await site.outputs(), before)
  })

  it('is not paid where `CI` is set, unless the project says so', async () => {
    const { CI, PAINTOUT_FROZEN } = process.env
    Object.assign(process.env, { CI: 'true' })
    delete process.env.PAINTOUT_FROZEN
    try {
      const { frozen: _, ...byEnvironment } = paid()
      await site.build(paid({ rules: [{ include: 'b.jpg', mask: { rect: [36, 20, 16, 16] } }], sidecar: false }))
      assert.equal(emulator.images, 1)
      await assert.rejects(site.build(byEnvironment), /this build is frozen/)
      assert.equal(emulator.images, 1)
    } finally {
      if (CI === undefined) delete process.env.CI
      if (PAINTOUT_FROZEN !== undefined) process.env.PAINTOUT_FROZEN = PAINTOUT_FROZEN
    }
  })

  it('fails a frozen build that lacks an answer, and sends nothing', async () => {
    await assert.rejects(
      site.build(paid({ frozen: true })),
      /Expected the fill of .*[ab]\.jpg .* in .*\.paintout, got none, and this build is frozen/,
    )
    assert.equal(emulator.calls.length, 0)
  })

  it('stays within the budget of the run, over photos that are removed in different ways', async () => {
    const rules = [{ include: 'b.jpg', dilate: '3px' }] as const
    await assert.rejects(
      site.build(paid({ rules, budget: { images: 1 } })),
      /Expected the fill of .* to fit a budget of 1/,
    )
    assert.equal(emulator.images, 1)
    await site.build(paid({ rules, budget: { images: 1 } }))
    assert.equal(emulator.images, 2)
  })

  it('uses no store where nothing costs anything, unless it is told to', async () => {
    await site.build()
    assert.ok(!existsSync(site.path('.paintout')))
    await forget()
    await site.build({ store: { directory: site.path('answers') } })
    assert.ok(existsSync(site.path('answers')))
  })

  it('uses no store where it is switched off', async () => {
    await site.build(paid({ store: false }))
    assert.ok(!existsSync(site.path('.paintout')))
  })
})
