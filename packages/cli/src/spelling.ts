/** How flags are spelled, for other places where a removal is written as text: `paintout/flags`. */
export { type Flag, jobFlags } from './flag.ts'
export { readTarget } from './target.ts'
export { readPolygon, readRect, readValue } from './values.ts'
