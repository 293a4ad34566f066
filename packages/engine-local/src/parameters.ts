/**
 * What the fill's quality and speed hang on. Values were scored on the tuning half of the photographs of
 * `bench/local-fill`; `toneDoubt`, `toneFrom`, `pull` and `line` were chosen by eye as well, on the removals of the demo.
 */
export interface Parameters {
  /** How fast trust falls with the distance to the known pixels: `decay ** -pixels`. */
  readonly decay: number
  /** Pixels after which trust falls no further: single precision would run out. */
  readonly decayReach: number
  /** What one grey level of mean gradient weighs in the fourth feature. */
  readonly texture: number
  /** Half the side of the square that texture is averaged in. */
  readonly textureReach: number
  /** What a source costs for lying a whole region away, sideways and up or down: a sky stays above. */
  readonly priorX: number
  readonly priorY: number
  /** What a squared difference between a patch's mean colour and the expected one weighs, against the patch's own. */
  readonly tone: number
  /** Levels that what surrounds a hole may differ by before an expected tone counts half. */
  readonly toneDoubt: number
  /** Tone counts where a pixel of the level is at least so many of the region: finer, it would flatten texture. */
  readonly toneFrom: number
  /** What a pixel across a straight line costs on the level where lines are found, for targets on the line. */
  readonly line: number
  /** How far the means of 8 x 8 pixels are drawn to the expected ones in the end: 0 not at all, 1 wholly. */
  readonly pull: number
  /** The pyramid ends once the hole's radius is no larger. */
  readonly coarsestRadius: number
  /** The pyramid ends before a side gets shorter. */
  readonly coarsestSide: number
  /** Rounds of search and vote at the coarsest and at the finest level. */
  readonly coarsestRounds: number
  readonly finestRounds: number
  /** Rounds end once a vote changes a colour sample by less on the mean. */
  readonly settled: number
  /** Hole pixels of a level above which it is only touched up: one round, a narrow search. */
  readonly lightHole: number
  /** The first window of the random search at fine levels, and at light ones. */
  readonly reach: number
  readonly lightReach: number
  /** How much the last vote prefers patches that fit. */
  readonly sharpness: number
  /** Differences at the mask's edge above this are another object, not a seam. */
  readonly seamLimit: number
}

export const parameters: Parameters = {
  decay: 1.7,
  decayReach: 40,
  texture: 6,
  textureReach: 3,
  priorX: 60,
  priorY: 120,
  tone: 3,
  toneDoubt: 30,
  toneFrom: 4,
  line: 30,
  pull: 1,
  coarsestRadius: 6,
  coarsestSide: 24,
  coarsestRounds: 8,
  finestRounds: 1,
  settled: 0.35,
  lightHole: 150_000,
  reach: 16,
  lightReach: 8,
  sharpness: 4,
  seamLimit: 100,
}

/** Half a patch; patches are 7 x 7. The kernels are built for it. */
export const patchRadius = 3
