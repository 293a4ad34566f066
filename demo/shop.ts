import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('../examples/vite-shop', import.meta.url))

/** Builds the shop of `examples/vite-shop`, whose photographs have side-cars, into a folder. */
export async function buildShop(outDir: string): Promise<void> {
  await build({ root, configLoader: 'native', logLevel: 'error', build: { outDir, emptyOutDir: true } })
}
