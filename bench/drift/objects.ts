import type { Mask, Pixels } from '@paintout/core'
import { createMask, drawPolygon } from '@paintout/core'
import { readPhotograph } from './photographs.ts'

/** An object cut out of a photograph: its colours, and how much of each sample is object. */
export interface Cutout {
  readonly pixels: Pixels<Uint8Array>
  readonly alpha: Mask
}

type Point = readonly [x: number, y: number]

/** Outlines that were drawn by hand, in pixels of the photograph. */
const outlines: Record<string, { readonly photograph: string; readonly points: readonly Point[] }> = {
  house: {
    photograph: 'dust-bowl-home',
    points: [
      [519, 306],
      [600, 236],
      [615, 220],
      [885, 246],
      [950, 281],
      [996, 303],
      [996, 314],
      [990, 322],
      [986, 424],
      [970, 470],
      [800, 484],
      [690, 490],
      [600, 490],
      [592, 478],
      [540, 466],
      [540, 314],
    ],
  },
  sheep: {
    photograph: 'march-pastoral',
    points: [
      [303, 100],
      [306, 94],
      [322, 90],
      [326, 80],
      [342, 72],
      [352, 64],
      [376, 58],
      [400, 54],
      [428, 51],
      [442, 58],
      [454, 74],
      [458, 92],
      [458, 118],
      [450, 140],
      [438, 158],
      [432, 180],
      [428, 190],
      [400, 188],
      [388, 190],
      [374, 180],
      [366, 190],
      [354, 186],
      [354, 154],
      [344, 134],
      [330, 140],
      [320, 136],
      [318, 106],
    ],
  },
  lamb: {
    photograph: 'march-pastoral',
    points: [
      [118, 182],
      [120, 160],
      [128, 144],
      [134, 138],
      [162, 137],
      [172, 150],
      [182, 170],
      [182, 190],
      [180, 210],
      [178, 230],
      [176, 250],
      [160, 256],
      [140, 254],
      [132, 240],
      [130, 204],
      [122, 194],
    ],
  },
  boat: {
    photograph: 'nagasaki-boats',
    points: [
      [0, 700],
      [60, 690],
      [70, 640],
      [150, 630],
      [360, 650],
      [364, 690],
      [410, 690],
      [440, 694],
      [560, 690],
      [700, 668],
      [712, 676],
      [620, 720],
      [560, 770],
      [420, 776],
      [0, 770],
    ],
  },
}

/** Plants photographed on pale paper: what is darker than the paper is the plant. */
const onPaper: Record<string, string> = { flower: 'allium-oreophilum', thistle: 'acanthus-mollis' }
const paper = 200
const plant = 150

export async function readObject(name: string): Promise<Cutout> {
  const outline = outlines[name]
  const photograph = await readPhotograph(outline?.photograph ?? onPaper[name] ?? name)
  const { width, height } = photograph
  const alpha = outline ? drawPolygon(outline.points, width, height) : keyPaper(photograph)
  return { pixels: photograph, alpha }
}

function keyPaper({ data, width, height }: Pixels<Uint8Array>): Mask {
  const alpha = createMask(width, height)
  for (let at = 0; at < alpha.data.length; at++) {
    const level = data[3 * at + 1]!
    alpha.data[at] = Math.max(0, Math.min(255, ((paper - level) / (paper - plant)) * 255))
  }
  return alpha
}
