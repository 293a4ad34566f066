import { paintout } from '@paintout/plugin-vite'
import { enhancedImages } from '@sveltejs/enhanced-img'
import { sveltekit } from '@sveltejs/kit/vite'

export default {
  cacheDir: './cache',
  build: { assetsInlineLimit: 0 },
  plugins: [paintout(), enhancedImages(), sveltekit()],
}
