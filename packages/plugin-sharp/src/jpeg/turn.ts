import { blockAt, type JpegComponent, type JpegPicture, mcuSize } from './picture.ts'

/** What brings a picture of each EXIF orientation upright: first transposed, then mirrored. */
interface Turn {
  readonly transpose: boolean
  readonly mirrorAcross: boolean
  readonly mirrorDown: boolean
}

const turns: readonly (Turn | undefined)[] = [
  undefined,
  { transpose: false, mirrorAcross: false, mirrorDown: false },
  { transpose: false, mirrorAcross: true, mirrorDown: false },
  { transpose: false, mirrorAcross: true, mirrorDown: true },
  { transpose: false, mirrorAcross: false, mirrorDown: true },
  { transpose: true, mirrorAcross: false, mirrorDown: false },
  { transpose: true, mirrorAcross: true, mirrorDown: false },
  { transpose: true, mirrorAcross: true, mirrorDown: true },
  { transpose: true, mirrorAcross: false, mirrorDown: true },
]

/** By place in zigzag order (T.81, figure 5): row times 8 plus column. */
const zigzag = makeZigzag()

/**
 * The same coefficients, turned so that the picture is upright, as `jpegtran -perfect` does: nothing is rounded. A
 * decoder rounds rows otherwise than columns: grey may come out a level off, red, green and blue up to three.
 * `undefined` where a side that is mirrored is no whole number of MCUs: then blocks lie otherwise in the turned picture.
 */
export function turnUpright(picture: JpegPicture, orientation: number): JpegPicture | undefined {
  const turn = turns[orientation]
  if (!turn) return undefined
  if (orientation === 1) return picture
  const { transpose, mirrorAcross, mirrorDown } = turn
  const [width, height] = transpose ? [picture.height, picture.width] : [picture.width, picture.height]
  const mcu = mcuSize(picture)
  const [mcuWidth, mcuHeight] = transpose ? [mcu.height, mcu.width] : [mcu.width, mcu.height]
  if ((mirrorAcross && width % mcuWidth > 0) || (mirrorDown && height % mcuHeight > 0)) return undefined
  const places = placesOf(turn)
  return {
    ...picture,
    width,
    height,
    mcusAcross: transpose ? picture.mcusDown : picture.mcusAcross,
    mcusDown: transpose ? picture.mcusAcross : picture.mcusDown,
    tables: new Map([...picture.tables].map(([id, table]) => [id, table.map((_, k) => table[places.from[k]!]!)])),
    components: picture.components.map((component) => turnComponent(component, turn, places)),
  }
}

interface Places {
  /** Where each coefficient comes from, in zigzag order, and its sign. */
  readonly from: Uint8Array
  readonly signs: Int8Array
}

function placesOf({ transpose, mirrorAcross, mirrorDown }: Turn): Places {
  const signs = new Int8Array(64)
  const from = Uint8Array.from(zigzag, (place, k) => {
    const [row, column] = [place >> 3, place & 7]
    signs[k] = (mirrorAcross && column % 2 === 1) !== (mirrorDown && row % 2 === 1) ? -1 : 1
    return transpose ? zigzag.indexOf(column * 8 + row) : k
  })
  return { from, signs }
}

function turnComponent(component: JpegComponent, turn: Turn, { from, signs }: Places): JpegComponent {
  const { transpose, mirrorAcross, mirrorDown } = turn
  const turned: JpegComponent = {
    ...component,
    across: transpose ? component.down : component.across,
    down: transpose ? component.across : component.down,
    columns: transpose ? component.rows : component.columns,
    rows: transpose ? component.columns : component.rows,
    ownColumns: transpose ? component.ownRows : component.ownColumns,
    ownRows: transpose ? component.ownColumns : component.ownRows,
    coefficients: new Int16Array(component.coefficients.length),
  }
  for (let row = 0; row < component.rows; row++) {
    for (let column = 0; column < component.columns; column++) {
      const [x, y] = transpose ? [row, column] : [column, row]
      const to = blockAt(turned, mirrorAcross ? turned.columns - 1 - x : x, mirrorDown ? turned.rows - 1 - y : y)
      const block = blockAt(component, column, row)
      for (let k = 0; k < 64; k++) turned.coefficients[to + k] = component.coefficients[block + from[k]!]! * signs[k]!
    }
  }
  return turned
}

function makeZigzag(): readonly number[] {
  const places = Array.from({ length: 64 }, (_, place) => place)
  const diagonal = (place: number) => (place >> 3) + (place & 7)
  // Odd diagonals run down, even ones up.
  const along = (place: number) => (diagonal(place) % 2 === 1 ? place >> 3 : place & 7)
  return places.sort((a, b) => diagonal(a) - diagonal(b) || along(a) - along(b))
}
