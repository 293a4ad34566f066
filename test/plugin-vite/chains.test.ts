import assert from 'node:assert/strict'
import sharp from 'sharp'
import type { Plugin } from 'vite'
import { eventually } from '../fixtures/eventually.ts'
import { lookAt } from '../playground/pictures.ts'
import { vites } from '../playground/vites.ts'
import { type Site, useSite } from './site.ts'

/** vite-imagetools 12 wants Node 22 or newer. */
const [major] = process.versions.node.split('.').map(Number)
const packages = [
  { name: 'vite-imagetools 9', load: () => import('vite-imagetools9') },
  ...(major! >= 22 ? [{ name: 'vite-imagetools 12', load: () => import('vite-imagetools') }] : []),
]

const queries = [
  'w=48;96&format=webp;jpg&remove&as=picture',
  'remove&w=48;96&format=webp;jpg&as=picture',
  'as=picture&w=48;96&remove&format=webp;jpg',
  'w=48;96&rect=36,20,16,16&format=webp;jpg&remove&as=picture',
]

for (const { name, vite } of vites) {
  for (const { name: tool, load } of packages) {
    describe(`a chain with ${tool} on ${name}`, () => {
      const site = useSite()

      for (const isFirst of [true, false]) {
        it(`gives cleaned, resized files in any order of keys, paintout ${isFirst ? 'before' : 'behind'} it`, async () => {
          const { imagetools } = await load()
          for (const [index, query] of queries.entries()) await writeChain(site, index, query)
          await site.write({ 'index.html': '<script type="module" src="/main.js"></script>', 'main.js': imports() })
          const { plugins = [], ...settings } = site.settings()
          const tools = imagetools() as unknown as Plugin
          await vite.build({ ...settings, plugins: isFirst ? [...plugins, tools] : [tools, ...plugins] })
          await assertChain(site)
        })
      }

      it('serves cleaned, resized pictures, and anew after an edit of the photo', async () => {
        const { imagetools } = await load()
        await writeChain(site, 0, queries[0]!)
        await site.write({ 'main.js': 'import p from "./p0.jpg?w=48&format=jpg&remove"\nexport default p' })
        const { plugins = [], ...settings } = site.settings({ engine: 'local' })
        const server = await vite.createServer({
          ...settings,
          plugins: [...plugins, imagetools() as unknown as Plugin],
        })
        try {
          await server.listen()
          const show = async () => {
            const { default: url } = await server.ssrLoadModule('/main.js')
            const response = await fetch(new URL(url, server.resolvedUrls!.local[0]!))
            return lookAt(Buffer.from(await response.arrayBuffer()))
          }
          assert.deepEqual(await show(), { number: 0, hasObject: false })
          await site.write({ 'p0.jpg': 9 })
          await eventually(async () => (await show()).number === 9)
          assert.deepEqual(await show(), { number: 9, hasObject: false })
        } finally {
          await server.close()
        }
      })
    })
  }
}

async function writeChain(site: Site, index: number, query: string): Promise<void> {
  await site.write({ [`p${index}.jpg`]: index, ...(query.includes('rect=') ? {} : { [`p${index}.mask.png`]: 'mask' }) })
}

function imports(): string {
  const lines = queries.map((query, index) => `import p${index} from './p${index}.jpg?${query}'`)
  return `${lines.join('\n')}\nconsole.log(${queries.map((_, index) => `p${index}`)})`
}

/** Two widths and two formats of each, cleaned. */
async function assertChain(site: Site): Promise<void> {
  const found = new Map<number, string[]>()
  for (const [file, bytes] of await site.outputs()) {
    if (!/\.(?:jpe?g|webp)$/.test(file)) continue
    const { number, hasObject } = await lookAt(bytes)
    const { width, format } = await sharp(bytes).metadata()
    assert.ok(!hasObject, `${file} shows the object`)
    found.set(number, [...(found.get(number) ?? []), `${width} ${format}`].sort())
  }
  const expected = ['48 jpeg', '48 webp', '96 jpeg', '96 webp']
  assert.deepEqual(
    [...found].sort(),
    queries.map((_, index) => [index, expected]),
  )
}
