/** How large an image Gemini is asked for: twice and four times the side of 1K. */
export type Tier = '1K' | '2K' | '4K'

export type Size = readonly [width: number, height: number]

/** Real output sizes at 1K by the ratio that is asked for. Their ratios are not the nominal ones: 848 / 1264 is not 2 / 3. */
const later = {
  '1:1': [1024, 1024],
  '2:3': [848, 1264],
  '3:2': [1264, 848],
  '3:4': [896, 1200],
  '4:3': [1200, 896],
  '4:5': [928, 1152],
  '5:4': [1152, 928],
  '9:16': [768, 1376],
  '16:9': [1376, 768],
  '21:9': [1584, 672],
} as const satisfies Readonly<Record<string, Size>>

const of25 = {
  '1:1': [1024, 1024],
  '2:3': [832, 1248],
  '3:2': [1248, 832],
  '3:4': [864, 1184],
  '4:3': [1184, 864],
  '4:5': [896, 1152],
  '5:4': [1152, 896],
  '9:16': [768, 1344],
  '16:9': [1344, 768],
  '21:9': [1536, 672],
} as const satisfies Readonly<Record<string, Size>>

const factors: Readonly<Record<Tier, number>> = { '1K': 1, '2K': 2, '4K': 4 }

/** Every output size of a generation of models, by tier. */
export const geminiSizes = { later: byTier(Object.values(later)), '2.5': byTier(Object.values(of25)) }

/** The ratio and the tier that make a model answer in this size, or nothing where it cannot. */
export function ratioOf([width, height]: Size): { aspectRatio: string; imageSize: Tier } | undefined {
  for (const [imageSize, factor] of Object.entries(factors)) {
    for (const table of [later, of25]) {
      const found = Object.entries(table).find(([, [w, h]]) => w * factor === width && h * factor === height)
      if (found) return { aspectRatio: found[0], imageSize: imageSize as Tier }
    }
  }
  return undefined
}

function byTier(sizes: readonly Size[]): Readonly<Record<Tier, readonly Size[]>> {
  const at = (tier: Tier): readonly Size[] => sizes.map(([w, h]) => [w * factors[tier], h * factors[tier]])
  return { '1K': at('1K'), '2K': at('2K'), '4K': at('4K') }
}
