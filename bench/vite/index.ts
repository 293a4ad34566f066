/**
 * What the Vite plugin costs a build and an edit: a warm build is the everyday one and must not be felt; a cold one should
 * cost what its removals cost; and whoever draws a mask waits for the page after each stroke.
 */
import assert from 'node:assert/strict'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { basename, join } from 'node:path'
import { paintout as processor, removal } from '@paintout/core'
import { local } from '@paintout/engine-local'
import { codec } from '@paintout/plugin-sharp'
import { paintout } from '@paintout/plugin-vite'
import pMap from 'p-map'
import { build, createServer, type InlineConfig, type Plugin } from 'vite'
import { imagetools } from 'vite-imagetools9'
import { closeBrowser, openPage } from '../../test/playground/browser.ts'
import { mean, measure, median, table } from '../measure.ts'
import { type BenchSite, importAll, makeSite, maskPng, photoSize } from './site.ts'

const warmCount = 200
const coldCount = 40
const edits = 9

export default {
  name: 'vite',
  why: 'Builds with and without the plugin, warm and cold, beside vite-imagetools and a script that runs the same processor; and the time from an edit of a mask to the new bytes in the page.',
  async run(): Promise<string> {
    try {
      return [await warm(), await cold(), await edit()].join('\n\n')
    } finally {
      await closeBrowser()
    }
  },
}

function settings({ root }: BenchSite, plugins: readonly Plugin[]): InlineConfig {
  return {
    root,
    configFile: false,
    logLevel: 'silent',
    plugins: [...plugins],
    build: { assetsInlineLimit: 0 },
    server: { port: 0, host: '127.0.0.1' },
  }
}

async function warm(): Promise<string> {
  const site = await makeSite(warmCount)
  try {
    const contestants = {
      'no plugin': async () => {
        await importAll(site, '')
        await build(settings(site, []))
      },
      paintout: async () => {
        await importAll(site, '')
        await build(settings(site, paintout()))
      },
    }
    // Apart from the two: what it leaves to be collected would be another's time.
    const other = {
      'vite-imagetools, w=800': async () => {
        await importAll(site, '?w=800')
        await build(
          settings(site, [imagetools({ cache: { dir: join(site.root, 'node_modules/.cache') } }) as unknown as Plugin]),
        )
      },
    }
    // A collection of the heap falls on every second or third build and makes it half as long again: all pay for it.
    const times = { ...(await measure(contestants, 200, mean)), ...(await measure(other, 5)) }
    const rows = Object.entries(times).map(([name, time]) => [
      name,
      time.toFixed(0),
      (time / times['no plugin']).toFixed(2),
    ])
    return `## Warm: ${warmCount} photos of ${photoSize.width} × ${photoSize.height}\n\n${table([['build', 'ms', 'of the build without'], ...rows])}`
  } finally {
    await site.remove()
  }
}

async function cold(): Promise<string> {
  const site = await makeSite(coldCount)
  try {
    await importAll(site, '')
    const contestants = {
      'a script, then a build without the plugin': async () => {
        await cleanByScript(site)
        await build(settings(site, []))
      },
      paintout: async () => {
        await rm(join(site.root, 'node_modules/.vite'), { recursive: true, force: true })
        await build(settings(site, paintout()))
      },
    }
    const times = await measure(contestants, 4, mean)
    await assertSame(site)
    const script = times['a script, then a build without the plugin']
    const rows = Object.entries(times).map(([name, time]) => [name, time.toFixed(0), (time / script).toFixed(2)])
    return `## Cold: ${coldCount} photos, the local engine\n\n${table([['build', 'ms', 'of the script'], ...rows])}`
  } finally {
    await site.remove()
  }
}

/** The same processor over the same files, as many at once. */
async function cleanByScript({ root, photos }: BenchSite): Promise<void> {
  const clean = processor().use(codec).use(local).use(removal()).freeze()
  await pMap(
    photos,
    async (photo) => {
      const result = await clean.process(photo, { mask: photo.replace('.jpg', '.mask.png') })
      await result.toFile(join(root, 'node_modules', basename(photo)))
    },
    { concurrency: availableParallelism() },
  )
  await clean.close()
}

/** The last build was the plugin's: it ships what the script made, byte for byte. */
async function assertSame({ root, photos }: BenchSite): Promise<void> {
  const shipped = await readdir(join(root, 'dist/assets'))
  for (const name of photos.map((photo) => basename(photo, '.jpg'))) {
    const asset = shipped.find((file) => file.startsWith(`${name}-`) && file.endsWith('.jpg'))!
    const [ours, script] = await Promise.all([
      readFile(join(root, 'dist/assets', asset)),
      readFile(join(root, 'node_modules', `${name}.jpg`)),
    ])
    assert.ok(ours.equals(script), `${asset} is what the script made`)
  }
}

async function edit(): Promise<string> {
  const site = await makeSite(1)
  await writeFile(join(site.root, 'index.html'), '<!doctype html><img src="photos/0.jpg">')
  const server = await createServer(settings(site, paintout()))
  const page = await openPage()
  const times: number[] = []
  try {
    await server.listen()
    const url = server.resolvedUrls!.local[0]!
    await page.goto(url)
    await page.waitForLoadState('networkidle')
    for (let index = 0; index < edits; index++) {
      const fresh = page.waitForResponse((response) => response.url().endsWith('0.jpg') && response.status() === 200)
      const mask = await maskPng(index + 1)
      const started = performance.now()
      await writeFile(join(site.root, 'photos/0.mask.png'), mask)
      await (await fresh).finished()
      times.push(performance.now() - started)
      await page.waitForLoadState('networkidle')
    }
  } finally {
    await page.close()
    await server.close()
    await site.remove()
  }
  const worst = Math.max(...times)
  return `## An edit of a mask\n\nFrom the write to the page’s new bytes, in the dev server with the local engine, over ${edits} edits: ${median(times).toFixed(0)} ms in the middle, ${worst.toFixed(0)} ms at worst.`
}
