import { base64Picture, type Edit, type Selection, sharedParameters } from './edit.ts'

const maskModes = {
  mask: 'MASK_MODE_USER_PROVIDED',
  foreground: 'MASK_MODE_FOREGROUND',
  background: 'MASK_MODE_BACKGROUND',
  semantic: 'MASK_MODE_SEMANTIC',
} as const

/** `imagen-…:predict`. Its fields are those of Google's page on the Imagen editing API. */
export function imagen3Body(edit: Edit): unknown {
  const { image, selection, dilation, prompt, settings } = edit
  return {
    instances: [
      {
        prompt,
        referenceImages: [
          { referenceType: 'REFERENCE_TYPE_RAW', referenceId: 1, referenceImage: base64Picture(image) },
          maskReference(selection, dilation),
        ],
      },
    ],
    parameters: {
      ...sharedParameters(edit),
      editMode: 'EDIT_MODE_INPAINT_REMOVAL',
      editConfig: { baseSteps: settings.steps },
      guidanceScale: settings.guidance,
    },
    labels: settings.labels,
  }
}

function maskReference(selection: Selection, dilation: number) {
  const { mode } = selection
  return {
    referenceType: 'REFERENCE_TYPE_MASK',
    referenceId: 2,
    referenceImage: mode === 'mask' ? base64Picture(selection.mask) : undefined,
    maskImageConfig: {
      maskMode: maskModes[mode],
      maskClasses: mode === 'semantic' ? selection.classes : undefined,
      dilation,
    },
  }
}
