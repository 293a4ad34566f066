import assert from 'node:assert/strict'
import { join } from 'node:path'
import { paintout } from '@paintout/plugin-vite'
import type { InlineConfig } from 'vite'
import { type App, appNames, makeApp, original } from './app.ts'
import { closeBrowser, lookAround, openPage, type Picture } from './browser.ts'
import { vites } from './vites.ts'

/** Builds in which Vite names, inlines or compiles otherwise. */
const variations: Readonly<Record<string, InlineConfig>> = {
  '': {},
  ', inlined': { build: { assetsInlineLimit: 100_000 } },
  ', under a base': { base: '/shop/' },
  ', with a relative base': { base: './' },
  ', by Lightning CSS': { css: { transformer: 'lightningcss' } },
}

for (const { name, vite } of vites) {
  describe(`the playground on ${name}`, () => {
    after(closeBrowser)

    for (const appName of appNames) {
      describe(appName, () => {
        let app: App
        beforeEach(async () => {
          app = await makeApp(appName)
        })
        afterEach(() => app.remove())

        it('shows cleaned pictures in the dev server, for every kind of reference', async () => {
          const server = await vite.createServer(settings(app))
          try {
            await server.listen()
            assertShown(app, await seen(server.resolvedUrls!.local[0]!))
          } finally {
            await server.close()
          }
        })

        for (const [how, varied] of Object.entries(variations)) {
          it(`builds a page that shows cleaned pictures, for every kind of reference${how}`, async () => {
            const config = vite.mergeConfig(settings(app), varied) as InlineConfig
            await vite.build(config)
            await assertPreview(app, config)
          })
        }
      })
    }

    async function assertPreview(app: App, config: InlineConfig): Promise<void> {
      const server = await vite.preview(config)
      try {
        assertShown(app, await seen(server.resolvedUrls!.local[0]!))
      } finally {
        await server.close()
      }
    }
  })
}

function settings({ root }: App): InlineConfig {
  return {
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@': join(root, 'src') } },
    build: { target: 'esnext', assetsInlineLimit: 0 },
    plugins: [paintout()],
    server: { port: 0, host: '127.0.0.1' },
    preview: { port: 0, host: '127.0.0.1' },
  }
}

async function seen(url: string): Promise<readonly Picture[]> {
  const page = await openPage()
  try {
    await page.goto(url)
    await page.waitForLoadState('networkidle')
    return await lookAround(page)
  } finally {
    await page.close()
  }
}

function assertShown({ kinds }: App, pictures: readonly Picture[]): void {
  const shown = new Map(pictures.map(({ number, hasObject }) => [kinds[number], hasObject ? 'original' : 'clean']))
  assert.deepEqual(
    Object.fromEntries([...shown].sort()),
    Object.fromEntries(kinds.map((kind) => [kind, kind === original ? 'original' : 'clean'])),
  )
}
