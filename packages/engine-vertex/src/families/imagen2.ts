import { base64Picture, type Edit, type Selection, sharedParameters } from './edit.ts'

/** `imagegeneration@006:predict`. Its fields are those of Google's page on Imagen 2 editing. */
export function imagen2Body(edit: Edit): unknown {
  const { image, selection, dilation, prompt, settings } = edit
  return {
    instances: [
      {
        prompt,
        image: base64Picture(image),
        mask: selection.mode === 'mask' ? { image: base64Picture(selection.mask) } : undefined,
      },
    ],
    parameters: {
      ...sharedParameters(edit),
      editConfig: {
        editMode: 'inpainting-remove',
        maskMode: maskMode(selection),
        maskDilation: dilation,
        guidanceScale: settings.guidance,
        baseSteps: settings.steps,
      },
    },
    labels: settings.labels,
  }
}

function maskMode(selection: Selection) {
  if (selection.mode === 'mask') return undefined
  return selection.mode === 'semantic'
    ? { maskType: 'semantic', classes: selection.classes }
    : { maskType: selection.mode }
}
