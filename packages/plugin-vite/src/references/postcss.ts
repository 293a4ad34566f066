import type { Plugin as PostcssPlugin } from 'postcss'
import { splitReference, toSlashes } from '../files/paths.ts'
import type { Project } from '../project.ts'
import { mentionsPicture, rewriteStyleValue } from './style-values.ts'

/**
 * Styles in a build: `url()` and `image-set()` in files and their `@import`ed partials, in CSS modules, in what
 * preprocessors made, in `<style>` and `style=""`. In `Once`: by `OnceExit` Vite 7 has put its own names in.
 */
export function postcssPlugin(projectOf: () => Project): PostcssPlugin {
  return {
    postcssPlugin: 'paintout',
    async Once(root, { result }) {
      const project = projectOf()
      const work: Promise<void>[] = []
      root.walkDecls((declaration) => {
        const file = declaration.source?.input.file ?? root.source?.input.file
        if (file === undefined || !mentionsPicture(declaration.value)) return
        const importer = splitReference(toSlashes(file)).path
        const line = declaration.source?.start?.line
        work.push(
          rewriteStyleValue(project, { value: declaration.value, importer, line }).then((rewritten) => {
            if (!rewritten) return
            declaration.value = rewritten.value
            for (const each of rewritten.files) {
              result.messages.push({ type: 'dependency', plugin: 'paintout', file: each, parent: file })
            }
          }),
        )
      })
      await Promise.all(work)
    },
  }
}
