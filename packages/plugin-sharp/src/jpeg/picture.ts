/** One colour of a JPEG as its quantised coefficients. */
export interface JpegComponent {
  readonly id: number
  /** Sampling factors: blocks of this component in one MCU, across and down. */
  readonly across: number
  readonly down: number
  /** Which quantisation table. */
  readonly table: number
  /** Blocks a row and rows of blocks, whole MCUs. */
  readonly columns: number
  readonly rows: number
  /** Those of them that hold some of the picture: what a scan of this component alone goes through. */
  readonly ownColumns: number
  readonly ownRows: number
  /** 64 a block in zigzag order, blocks in rows. */
  readonly coefficients: Int16Array
}

/** A JPEG (ITU-T T.81) between its entropy coding and its samples: nothing is rounded on the way in or out. */
export interface JpegPicture {
  readonly width: number
  readonly height: number
  readonly progressive: boolean
  readonly components: readonly JpegComponent[]
  /** Quantisation tables by id, in zigzag order. */
  readonly tables: ReadonlyMap<number, Uint16Array>
  /** MCUs a row, and rows of them. */
  readonly mcusAcross: number
  readonly mcusDown: number
  /** How the Adobe marker says that colours are stored: 0 as RGB, 1 as YCbCr; without one YCbCr is usual. */
  readonly adobeTransform: number | undefined
}

/** Pixels of one MCU, across and down. */
export function mcuSize({ components }: JpegPicture): { width: number; height: number } {
  return {
    width: 8 * Math.max(...components.map(({ across }) => across)),
    height: 8 * Math.max(...components.map(({ down }) => down)),
  }
}

/** Where the coefficients of a component's block begin. */
export function blockAt({ columns }: JpegComponent, column: number, row: number): number {
  return (row * columns + column) * 64
}

/** Calls `visit` with the component and the place of each block of an MCU, in the order of a scan. */
export function eachBlockOfMcu(
  components: readonly JpegComponent[],
  mcuColumn: number,
  mcuRow: number,
  visit: (component: number, block: number) => void,
): void {
  for (let index = 0; index < components.length; index++) {
    const component = components[index]!
    for (let y = 0; y < component.down; y++) {
      for (let x = 0; x < component.across; x++) {
        visit(index, blockAt(component, mcuColumn * component.across + x, mcuRow * component.down + y))
      }
    }
  }
}

/**
 * Calls `visit` with the component and the place of each block in the order of one scan of these components, and
 * `begin` before each MCU. One component alone has no MCUs, and only its own blocks are gone through (T.81, A.2).
 */
export function eachBlock(
  { mcusAcross, mcusDown }: JpegPicture,
  components: readonly JpegComponent[],
  visit: (component: number, block: number) => void,
  begin: () => void = nothing,
): void {
  const [only] = components
  const alone = components.length === 1 && only
  const [columns, rows] = alone ? [only.ownColumns, only.ownRows] : [mcusAcross, mcusDown]
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      begin()
      if (alone) visit(0, blockAt(only, column, row))
      else eachBlockOfMcu(components, column, row, visit)
    }
  }
}

function nothing(): void {}
