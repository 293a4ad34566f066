/** ITU-T T.81, Annex K, in zigzag order: what libjpeg scales by its quality. */
const luminance = [
  16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61,
  60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103, 62, 77, 113, 121,
  112, 100, 120, 92, 101, 103, 99,
]

const chrominance = [
  17, 18, 18, 24, 21, 24, 47, 26, 26, 47, 99, 66, 56, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99,
]

/** The tables of luminance and chrominance that libjpeg writes at a quality of 1 to 100 (`jpeg_quality_scaling`). */
export function standardTables(quality: number): readonly (readonly number[])[] {
  const scale = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality
  return [luminance, chrominance].map((table) =>
    table.map((value) => Math.min(255, Math.max(1, Math.floor((value * scale + 50) / 100)))),
  )
}
