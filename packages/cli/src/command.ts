import { createRequire } from 'node:module'
import { parse } from 'node:path'
import { PaintoutError } from '@paintout/core'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { BatchFlags } from './batch/batch-flags.ts'
import { batchOptions } from './batch/batch-options.ts'
import { isBatch } from './batch/find-photos.ts'
import { runBatch } from './batch/run-batch.ts'
import { addCompletionCommand } from './completion.ts'
import { type EmulateFlags, emulate } from './emulate.ts'
import { isEngineName } from './engine-of.ts'
import { engineNames } from './engines.ts'
import type { Flag, Owner } from './flag.ts'
import { flags } from './flags.ts'
import { explain, helpTail, usageOf } from './help.ts'
import { standardStream } from './paths.ts'
import { payingCommand } from './paying-command.ts'
import { preview } from './preview.ts'
import type { CommandFlags } from './read-job.ts'
import { remove } from './remove.ts'
import { isSegmenterName, segmenterNames } from './segmenters.ts'
import type { Shell } from './shell.ts'
import { spendingOptions, storeOptions } from './spending-flags.ts'
import { addStoreCommand } from './store-command.ts'
import { readTarget } from './target.ts'
import { readCount, readPolygon, readRect, readValue } from './values.ts'

const { version } = createRequire(import.meta.url)('../package.json') as { version: string }

/** The command line of paintout. Parsing throws: commander's errors, or ours; it never exits. */
export function createCommand(shell: Shell, words: readonly string[] = []): Command {
  const program = new Command('paintout')
    .description('Takes objects out of a photo. Every pixel outside the mask stays the photo’s.')
    .version(version)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => shell.stdout.write(text),
      writeErr: () => {},
      getOutHelpWidth: () => shell.stdout.columns ?? 100,
    })
    .argument('<photos...>', 'the photo, or - for stdin; or several: files, folders, globs')
    .addOption(
      group(
        'Output',
        new Option('-o, --output <file>', 'the cleaned photo, or - for stdout; clean-{n}.jpg writes every candidate'),
      ),
    )
  addShared(program)
  for (const option of spendingOptions) program.addOption(group('What was paid for', option))
  for (const option of batchOptions) program.addOption(group('Several photos', option))
  program
    .addOption(group('Output', new Option('--report <file>', 'write what was done: .json, or .html with pictures')))
    .addOption(group('Output', new Option('--json', 'print the report on stdout, and errors as JSON on stderr')))
    .addHelpText('after', helpTail)
    .action((photos: readonly string[], said: RemoveFlags) =>
      removeAny(photos, { ...said, command: payingCommand(words) }, shell),
    )

  const look = program
    .command('preview')
    .description('Shows the mask over the photo, and the regions that the engine would see')
    .argument('<photo>', 'the photo, or - for stdin')
    .addOption(
      group('Output', new Option('-o, --output <file>', 'the picture, or - for stdout (default photo.preview.png)')),
    )
  addShared(look)
  for (const option of storeOptions) look.addOption(group('What was paid for', option))
  look.action((photo: string, said: Partial<CommandFlags>) => {
    const flags = { ...said, output: said.output ?? previewOf(photo), command: payingCommand(words) }
    return preview(photo, flags as CommandFlags, shell)
  })

  program
    .command('emulate')
    .description('Starts a Vertex AI for tests on this machine')
    .addOption(numberOption('--port <number>', 'where it listens (default 8787)'))
    .addOption(numberOption('--latency <ms>', 'milliseconds before each answer'))
    .addOption(numberOption('--quota <number>', 'requests a minute, for each model'))
    .action((said: EmulateFlags) => emulate(said, shell))
  addStoreCommand(program, shell)
  addCompletionCommand(program, shell)
  return program
}

type RemoveFlags = Partial<CommandFlags> & BatchFlags

/** One photo into one file, or several into a folder. */
async function removeAny(photos: readonly string[], said: RemoveFlags, shell: Shell): Promise<void> {
  const isOne = photos.length === 1 && said.output !== undefined
  const isMany = said.outDir !== undefined || (!isOne && (await isBatch(photos)))
  if (isMany && said.output !== undefined) {
    throw new PaintoutError(
      'invalid-option',
      'Expected `--out-dir` for several photos, got `-o`, which names one file.',
    )
  }
  if (isMany) return runBatch(photos, said, shell)
  const output = said.output ?? (said.dryRun ? '' : missingOutput())
  return remove(photos[0]!, { ...said, output } as CommandFlags, shell)
}

function numberOption(usage: string, what: string): Option {
  return new Option(usage, what).argParser((text) => readCount(usage.split(' ')[0]!, text))
}

function addShared(command: Command): void {
  command
    .addOption(
      group(
        'Mask',
        new Option('--mask <file>', 'what to remove: an image or SVG; several are united').argParser(gather(String)),
      ),
    )
    .addOption(
      group('Mask', new Option('--rect <x,y,w,h>', 'a rectangle in pixels, repeatable').argParser(gather(readRect))),
    )
    .addOption(
      group(
        'Mask',
        new Option('--polygon <x,y x,y …>', 'a polygon in pixels, repeatable').argParser(gather(readPolygon)),
      ),
    )
    .addOption(group('Mask', new Option('--mask-transparency', 'what is transparent in the photo')))
    .addOption(
      group(
        'Mask',
        new Option(
          '--auto <what>',
          'what a model finds by itself: person, foreground, background, classes such as car,bicycle, or words',
        ).argParser(readTarget),
      ),
    )
  command.addOption(
    group(
      'Mask',
      new Option(
        '--segment <name>',
        `who finds what --auto names, before anything is filled: ${segmenterNames.join(', ')}, a Gemini model of text, or a module of yours by its path`,
      ).argParser(readSegmenter),
    ),
  )
  for (const flag of flags) command.addOption(optionOf(flag))
  command
    .addOption(
      group(
        'Removal',
        new Option(
          '--engine <name>',
          `who fills: ${engineNames.join(', ')}, or a module of yours by its path (default local; vertex where --model is said)`,
        )
          .argParser(readEngine)
          .env('PAINTOUT_ENGINE'),
      ),
    )
    .addOption(group('Output', new Option('-q, --quiet', 'print errors only')))
    .addOption(group('Output', new Option('--verbose', 'print errors with their stack')))
}

const titles: Partial<Record<Owner, string>> = { codec: 'Files', vertex: 'Vertex AI', vertexSegment: 'Vertex AI' }

function optionOf(flag: Flag): Option {
  const option = new Option(usageOf(flag), explain(flag))
  if (option.required) option.argParser((text: string) => readValue(flag, text))
  const title = titles[flag.owner] ?? 'Removal'
  return group(flag.name.startsWith('mask-') ? 'Mask' : title, option)
}

function group(title: string, option: Option): Option {
  return option.helpGroup(`${title}:`)
}

/** Commander's own error, which also says when the name came from the environment. */
function readEngine(text: string): string {
  if (isEngineName(text)) return text
  throw new InvalidArgumentError(`Allowed choices are ${engineNames.join(', ')}, or the path of a module.`)
}

function readSegmenter(text: string): string {
  if (isSegmenterName(text)) return text
  throw new InvalidArgumentError(
    `Allowed choices are ${segmenterNames.join(', ')}, a model such as gemini-3.5-flash, or the path of a module.`,
  )
}

function gather<T>(read: (text: string) => T): (text: string, before: readonly T[] | undefined) => readonly T[] {
  return (text, before = []) => [...before, read(text)]
}

/** Not by commander, which would ask `preview` for it too. */
function missingOutput(): never {
  throw new PaintoutError(
    'invalid-option',
    'Expected a name for the cleaned photo, got none. Give one: `-o clean.jpg`, or `-o -` for stdout.',
  )
}

function previewOf(photo: string): string {
  return photo === standardStream ? 'preview.png' : `${parse(photo).name}.preview.png`
}
