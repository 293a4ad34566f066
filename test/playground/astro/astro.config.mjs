import { paintout } from '@paintout/plugin-vite'

export default {
  cacheDir: './cache',
  devToolbar: { enabled: false },
  vite: { cacheDir: './cache/vite', plugins: [paintout()] },
}
