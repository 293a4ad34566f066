import { PaintoutError, type Pluggable } from '@paintout/core'

/**
 * A plugin out of a package that a project may do without.
 * @param option What asked for it.
 * @throws `invalid-option` where the package is not installed
 */
export async function loadPart(option: string, packageName: string, exportName: string): Promise<Pluggable> {
  const module = await import(/* @vite-ignore */ packageName).catch((cause) => {
    if ((cause as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw cause
    throw new PaintoutError(
      'invalid-option',
      `Expected the package ${packageName} for \`${option}\`, got none. Install it: \`npm install --save-dev ${packageName}\`.`,
      { by: 'vite', cause },
    )
  })
  return module[exportName]
}
