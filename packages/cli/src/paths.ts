import { stat } from 'node:fs/promises'
import { dirname, parse } from 'node:path'
import { PaintoutError } from '@paintout/core'
import type { Shell } from './shell.ts'

/** stdin as an input, stdout as an output. */
export const standardStream = '-'

/** `clean-{n}.jpg` is `clean-1.jpg`, the best candidate, and so on; any other output is for the best one alone. */
export function outputsOf(output: string, candidates: number): readonly string[] {
  if (!output.includes('{n}')) return [output]
  return Array.from({ length: candidates }, (_, index) => output.replaceAll('{n}', String(index + 1)))
}

/** What a mask that lies beside its photo is called after it. */
export const defaultMaskSuffix = '.mask.png'

/** The mask that lies beside a photo: `photo.jpg` and `photo.mask.png`. */
export function sideCarOf(photo: string, suffix: string = defaultMaskSuffix): string {
  const { dir, name } = parse(photo)
  return `${dir ? `${dir}/` : ''}${name}${suffix}`
}

export async function exists(path: string): Promise<boolean> {
  return (await statOf(path)) !== undefined
}

/**
 * Refuses a command line on which more than the picture wants stdout.
 * @throws `invalid-option`
 */
export function checkStdout(output: string, report: string | undefined, json: boolean): void {
  if (report === standardStream) {
    throw new PaintoutError('invalid-option', 'Expected a file for `--report`, got `-`. `--json` prints the report.')
  }
  if (json && output === standardStream) {
    throw new PaintoutError(
      'invalid-option',
      'Expected stdout for one thing, got `-o -` and `--json`. Write the report to a file: `--report report.json`.',
    )
  }
}

/**
 * Refuses, before any work, an output that could not be written after it.
 * @throws `output-is-input`, `output-failed`, `invalid-option`
 */
export async function checkOutput(output: string, inputs: readonly string[], shell: Shell): Promise<void> {
  if (output === standardStream) {
    if (!shell.stdout.isTTY) return
    throw new PaintoutError(
      'invalid-option',
      'Expected stdout to be a file or a pipe for `-`, got a terminal. Name a file: `-o clean.jpg`.',
    )
  }
  const folder = dirname(output)
  if (!(await statOf(folder))?.isDirectory()) {
    throw new PaintoutError(
      'output-failed',
      `Expected the folder \`${folder}\` for \`${output}\`, got none. Make it first.`,
    )
  }
  const there = await statOf(output)
  if (!there) return
  for (const input of inputs) {
    const file = await statOf(input)
    if (file?.ino !== there.ino || file.dev !== there.dev) continue
    throw new PaintoutError(
      'output-is-input',
      `Expected an output beside the input \`${input}\`, got the same file. Name another one: the input is never written to.`,
    )
  }
}

async function statOf(path: string) {
  return path === standardStream ? undefined : stat(path).catch(() => undefined)
}
