import type { Imagen2Body } from '../schemas/imagen.ts'
import type { Asked } from './predict.ts'

/** What an Imagen 2 body asks for. */
export function readImagen2({ instances: [{ image, mask }], parameters = {} }: Imagen2Body): Asked {
  const { maskMode } = parameters.editConfig ?? {}
  return { image, mask: mask?.image, takesMask: maskMode === undefined, parameters }
}
