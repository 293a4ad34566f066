import type { Imagen3Body } from '../schemas/imagen.ts'
import type { Asked } from './predict.ts'

/** What an Imagen 3 body asks for. */
export function readImagen3({ instances: [{ referenceImages }], parameters = {} }: Imagen3Body): Asked {
  const raw = referenceImages.find(({ referenceType }) => referenceType === 'REFERENCE_TYPE_RAW')
  const mask = referenceImages.find(({ referenceType }) => referenceType === 'REFERENCE_TYPE_MASK')
  const mode = mask?.maskImageConfig?.maskMode ?? 'MASK_MODE_USER_PROVIDED'
  return {
    image: raw?.referenceImage,
    mask: mask?.referenceImage,
    takesMask: mode === 'MASK_MODE_USER_PROVIDED',
    parameters,
  }
}
