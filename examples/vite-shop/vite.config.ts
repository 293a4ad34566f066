import { paintout } from '@paintout/plugin-vite'
import { defineConfig } from 'vite'

export default defineConfig({
  base: './',
  plugins: [
    paintout({
      // Each print has its mask beside it, `black-canyon.mask.png`. Rules without a mask only say how.
      rules: [
        { include: 'prints/dust-bowl-home.jpg', dilate: '2px', seed: 4 },
        { include: 'prints/black-canyon.jpg', context: 0.5, seed: 1 },
        { include: 'prints/march-pastoral.jpg', seed: 2 },
        { include: 'prints/nagasaki-boats.jpg', dilate: '2px', context: 0.2, seed: 1 },
      ],
    }),
  ],
})
