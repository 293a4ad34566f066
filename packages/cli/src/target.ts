import type { Target } from '@paintout/core'
import { classIds } from '@paintout/engine-vertex/classes'

const named = ['foreground', 'background', 'person'] as const

/** `--auto`: a name, classes such as `car,bicycle`, or anything else in words. */
export function readTarget(text: string): Target {
  const name = named.find((each) => each === text)
  if (name) return name
  const classes = text.split(',').map((each) => each.trim())
  return areClasses(classes) ? { classes } : { prompt: text }
}

function areClasses(classes: readonly string[]): boolean {
  try {
    return classIds(classes).length > 0
  } catch {
    return false
  }
}
