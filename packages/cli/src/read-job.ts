import type { Target } from '@paintout/core'
import { valuesFor } from './flags.ts'
import { checkStdin, type MaskFlags, type MaskSource, masksOf } from './masks.ts'
import { checkOutput, checkStdout, outputsOf, standardStream } from './paths.ts'
import type { PipelineFlags } from './pipeline.ts'
import { readStdin, type Shell } from './shell.ts'

/** What every form of the command takes, read from the command line. */
export interface CommandFlags extends MaskFlags, PipelineFlags {
  readonly output: string
  readonly maskSuffix?: string
  readonly report?: string
  readonly json?: true
  readonly project?: string
  readonly candidates?: number
  readonly quiet?: true
  readonly verbose?: true
}

export interface CommandJob {
  readonly input: string | Uint8Array
  readonly job: CommandRequest & { readonly signal: AbortSignal }
}

/** What `process` takes of a command line. */
export interface CommandRequest {
  readonly mask?: readonly MaskSource[]
  readonly target?: Target
  readonly prompt?: string
}

/** The settings of a removal, and what is to be removed: the masks, or what an engine is to find. */
export function requestOf(flags: MaskFlags, mask: readonly MaskSource[]): CommandRequest {
  return {
    ...valuesFor('process', flags),
    ...(mask.length > 0 ? { mask } : {}),
    ...(flags.auto === undefined ? {} : { target: flags.auto }),
  }
}

/**
 * Checks what can be checked before work, and gathers what `process` takes.
 * @throws `invalid-option`, `no-mask`, `output-is-input`, `output-failed`
 */
export async function readJob(photo: string, flags: CommandFlags, shell: Shell): Promise<CommandJob> {
  checkStdin(photo, flags)
  checkStdout(flags.output, flags.report, flags.json ?? false)
  const mask = await masksOf(photo, flags, shell, flags.maskSuffix)
  const inputs = [photo, ...mask.filter((each) => typeof each === 'string')]
  const outputs = flags.dryRun ? [] : outputsOf(flags.output, flags.candidates ?? 1)
  for (const output of outputs) await checkOutput(output, inputs, shell)
  if (flags.report) await checkOutput(flags.report, inputs, shell)
  return {
    input: photo === standardStream ? await readStdin(shell, 'a photo') : photo,
    job: { ...requestOf(flags, mask), signal: shell.signal },
  }
}
