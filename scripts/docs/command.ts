import { batchOptions } from '../../packages/cli/src/batch/batch-options.ts'
import { exitCodeMeanings, exitCodes } from '../../packages/cli/src/exit-codes.ts'
import { notFlags, type Owner } from '../../packages/cli/src/flag.ts'
import { flags } from '../../packages/cli/src/flags.ts'
import { examples, explain, usageOf } from '../../packages/cli/src/help.ts'
import { spendingOptions } from '../../packages/cli/src/spending-flags.ts'

/** The page of the command, its flags made from the schemas that check them. */
export function commandPage(): string {
  const page = [
    '# The command',
    'One photo in, one photo out; or a folder in, a folder out. Made from the schemas that check the flags (`pnpm run docs`); `paintout --help` says the same.',
    codeBlock(examples.map(([title, line]) => `# ${title}\n${line}`).join('\n\n')),
    '## Input and output',
    'Photo, mask and output are files; `-` is stdin for the photo or one mask, and stdout for the output, which then has the format of the photo. The format of a file is what its name ends in. The output is written whole or not at all, and never over an input. The input is never written to.',
    '`--report` writes what was done to a file, as JSON or, where its name ends in `.html`, as a page that shows before and after; and `--json` prints it on stdout: regions, times, warnings, how many pixels changed outside the mask (0), and how far a lossy encoder rounded the rest. With `--json` an error is JSON too, on stderr: `{ "error": { "code", "message" } }`, with the codes of [errors](errors.md). Warnings and one line of summary go to stderr, where a terminal also shows progress; `--quiet` leaves the errors.',
    '## What to remove',
    '`--mask` takes an image or an SVG (white is removed, black and transparent stay), `--rect x,y,w,h` a rectangle and `--polygon "x,y x,y x,y"` a polygon, in pixels of the upright photo. Each may be repeated, and all are united. `--mask-transparency` takes what is transparent in the photo. `--auto` lets a model find it: `person`, `foreground`, `background`, classes of Imagen such as `car,bicycle`, or words. `--segment` says which: `vertex`, or a Gemini model of text by its id, for money; `person`, a small model on this machine; or a module of yours. Without `--segment` the engine finds it, where it can. Without any of these flags the mask is the side-car: `photo.mask.png` beside `photo.jpg`.',
    tableOf('process'),
    '## How to remove it',
    'A length counts pixels of the upright photo (`8`, `8px`) or is a share of its width (`1%`, `0.01w`). `--feather 4px,both` says the side too: `inside`, `outside` or `both`. `--engine` names who fills, `local` unless `PAINTOUT_ENGINE` says something else, or `--model` names a model of Vertex AI. With `--candidates 3`, `-o clean-{n}.jpg` writes all three.',
    tableOf('removal'),
    'Of the engine `local`:',
    tableOf('local'),
    'Of the engine `vertex`, which sends regions of the photo to Google for money, and says how much before its first call:',
    tableOf('vertex'),
    'Of `--segment vertex`, which shares `--project`, `--location`, `--endpoint` and how calls are made with the engine:',
    tableOf('vertexSegment'),
    '## Reading and writing',
    tableOf('codec'),
    '## Several photos',
    'Files, folders and globs, with `--out-dir` for the outputs. Each photo takes the mask beside it, or those that are named for all. One that fails does not stop the others: the exit code is 1 and a table says why. A second run does what is missing. Ctrl-C finishes what is under way, keeps what was paid for, and says how to go on. `--shard` is read from the environment of Cloud Run jobs, Slurm arrays and Kubernetes indexed jobs; a Kubernetes job must say how many it is, as `JOB_COMPLETION_COUNT`.',
    optionRows(batchOptions),
    '## What was paid for',
    'See [what is paid once](store.md).',
    optionRows(spendingOptions),
    '`paintout store ls | verify | prune | export DIR` look after it. `source <(paintout completion bash)` completes all of this; `zsh` and `fish` too.',
    '## Look first',
    '`paintout preview photo.jpg --mask mask.png` takes the same flags and writes `photo.preview.png`, or what `-o` names: red is what would be removed, a frame is what the engine would see. No engine is asked; with `--segment` the mask is, and it is kept for the removal.',
    '## A Vertex AI for tests',
    '`paintout emulate` listens on this machine (`--port`, 8787 by default) and answers as Imagen and Gemini do, with `--latency` and under `--quota` if you like. It prints what to put into the environment; Ctrl-C ends it and tells how many images would have been paid for.',
    '## Exit codes',
    rows(
      ['code', ''],
      Object.entries(exitCodes).map(([name, code]) => [String(code), exitCodeMeanings[name as keyof typeof exitCodes]]),
    ),
    'An error is one sentence and its way out on stderr; `--verbose`, or `DEBUG` in the environment, adds the stack. Ctrl-C stops the engine and leaves no file; a second one does not wait.',
    '## What is no flag',
    'Every option of the library is a flag of its name in kebab-case, but these:',
    rows(
      ['option', 'why'],
      Object.entries(notFlags).map(([option, why]) => [`\`${option}\``, why]),
    ),
  ]
  return `${page.join('\n\n')}\n`
}

function optionRows(options: readonly { readonly flags: string; readonly description: string }[]): string {
  return rows(
    ['flag', ''],
    options.map(({ flags, description }) => [`\`${flags}\``, description]),
  )
}

function tableOf(owner: Owner): string {
  return rows(
    ['flag', ''],
    flags.filter((flag) => flag.owner === owner).map((flag) => [`\`${usageOf(flag)}\``, explain(flag)]),
  )
}

function rows(head: readonly string[], body: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...body]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n')
}

function codeBlock(lines: string): string {
  return `\`\`\`sh\n${lines}\n\`\`\``
}
