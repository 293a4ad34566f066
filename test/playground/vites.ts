import * as vite8 from 'vite'
import * as vite7 from 'vite7'

export type Vite = typeof vite8

/** The newest of every major version that the plugin takes. */
export const vites = [
  { name: 'Vite 8', vite: vite8 },
  { name: 'Vite 7', vite: vite7 as unknown as Vite },
] as const
