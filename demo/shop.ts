import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'vite'

const root = fileURLToPath(new URL('../examples/vite-shop', import.meta.url))

/** Builds the shop of `examples/vite-shop`, whose photographs have side-cars, into a folder. */
export async function buildShop(outDir: string): Promise<void> {
  const output = { format: 'iife' } as const
  await build({
    root,
    configLoader: 'native',
    logLevel: 'error',
    build: { outDir, emptyOutDir: true, rolldownOptions: { output } },
    plugins: [forFolder],
  })
}

/** The demo's page is opened from a folder, where browsers load no module and nothing by CORS. */
const forFolder: Plugin = {
  name: 'for-folder',
  transformIndexHtml: {
    order: 'post',
    handler: (html) => html.replaceAll(' crossorigin', '').replace('<script type="module"', '<script defer'),
  },
}
