import assert from 'node:assert/strict'
import { symlink } from 'node:fs/promises'
import type { InlineConfig, Plugin } from 'vite'
import { useSite } from './site.ts'

const clean = (number: number) => ({ number, hasObject: false })

/** Photos that are to be cleaned, and a module that imports the first. */
const files = {
  'a.jpg': 1,
  'a.mask.png': 'mask',
  'b.jpg': 2,
  'b.mask.png': 'mask',
  'index.html': '<script type="module" src="/main.js"></script>',
  'main.js': 'import a from "./a.jpg"; console.log(a)',
}

describe('an import of a photo leads where Vite leads it', () => {
  const site = useSite()

  it('beside its module', async () => {
    await site.write({ ...files, 'deep/main.js': 'import a from "../a.jpg?url"; console.log(a)' })
    await site.write({ 'index.html': '<script type="module" src="/deep/main.js"></script>' })
    await site.build()
    assert.deepEqual(await site.pictures(), { 'a.jpg': clean(1) })
  })

  const toB = () => ({ id: site.path('b.jpg') })
  const isA = (source: string) => source.startsWith('./a.jpg')
  const elsewhere: Readonly<Record<string, () => InlineConfig>> = {
    'a plugin that comes before': () =>
      withPlugin({ enforce: 'pre', resolveId: (source) => (isA(source) ? toB() : null) }),
    'a hook that comes before': () =>
      withPlugin({ resolveId: { order: 'pre', handler: (source) => (isA(source) ? toB() : null) } }),
    'a hook that comes before for what its filter lets pass': () =>
      withPlugin({ resolveId: { order: 'pre', filter: { id: /a\.jpg$/ }, handler: toB } }),
    'an alias': () => ({ resolve: { alias: { './a.jpg': site.path('b.jpg') } } }),
    'an alias by a pattern': () => ({ resolve: { alias: [{ find: /^\.\/a/, replacement: site.path('b') }] } }),
  }
  for (const [name, config] of Object.entries(elsewhere)) {
    it(`by ${name}`, async () => {
      await site.write(files)
      await site.build({}, config())
      assert.deepEqual(await site.pictures(), { 'b.jpg': clean(2) })
    })
  }

  it('past a plugin whose filter is about other files', async () => {
    await site.write(files)
    await site.build({}, withPlugin({ resolveId: { order: 'pre', filter: { id: /\.txt$/ }, handler: toB } }))
    assert.deepEqual(await site.pictures(), { 'a.jpg': clean(1) })
  })

  it('through a link, to the file that has the mask', async () => {
    await site.write({ ...files, 'main.js': 'import a from "./link.jpg"; console.log(a)' })
    await symlink('a.jpg', site.path('link.jpg'))
    await site.build()
    assert.deepEqual(await site.pictures(), { 'a.jpg': clean(1) })
  })

  it('to a photo that another plugin makes while the build goes on', async () => {
    await site.write({ ...files, 'main.js': 'import c from "./c.jpg"; console.log(c)', 'c.mask.png': 'mask' })
    const makes = withPlugin({ enforce: 'pre', transform: { filter: { id: /main\.js$/ }, handler: () => make() } })
    const make = async () => {
      await site.write({ 'c.jpg': 3 })
      return null
    }
    await site.build({}, makes)
    assert.deepEqual(await site.pictures(), { 'c.jpg': clean(3) })
  })

  const externals: Readonly<Record<string, () => RegExp | string>> = {
    'as it is written': () => /^\.\/a\.jpg$/,
    'by its path': () => site.path('a.jpg'),
  }
  for (const [name, external] of Object.entries(externals)) {
    it(`nowhere where it is external ${name}`, async () => {
      await site.write(files)
      await site.build({}, { build: { rollupOptions: { external: [external()] } } })
      const [chunk] = [...(await site.outputs()).values()].map(String).filter((text) => text.includes('console.log'))
      assert.match(chunk!, /import .* from ".*a\.jpg"/)
      assert.equal(site.engine.calls.length, 0)
    })
  }
})

function withPlugin(hooks: Omit<Plugin, 'name'>): InlineConfig {
  return { plugins: [{ name: 'somebody', ...hooks }] }
}
