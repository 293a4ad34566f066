import { Argument, type Command, type Option } from 'commander'
import { engineNames } from './engines.ts'
import { flags } from './flags.ts'
import { segmenterNames } from './segmenters.ts'
import { type Shell, writeStdout } from './shell.ts'

const shells = ['bash', 'zsh', 'fish'] as const

/** `paintout completion bash`: a script for the shell, made from the commands and flags themselves. */
export function addCompletionCommand(program: Command, shell: Shell): void {
  program
    .command('completion')
    .description('Prints a script that completes this command: `source <(paintout completion bash)`')
    .copyInheritedSettings(program)
    .addArgument(new Argument('<shell>', 'whose script').choices(shells))
    .action((name: (typeof shells)[number]) => writeStdout(shell, scripts[name](program)))
}

/** A command line's beginning, and what may follow. */
interface Level {
  /** The words after `paintout`. */
  readonly path: readonly string[]
  readonly words: readonly string[]
  /** Flags whose value is one of a few. */
  readonly choices: Readonly<Record<string, readonly string[]>>
  /** Flags whose value is anything else, mostly a file. */
  readonly open: readonly string[]
}

function levelsOf(command: Command, path: readonly string[] = []): readonly Level[] {
  const options = command.options.filter(({ hidden }) => !hidden)
  const subcommands = command.commands.map((each) => each.name())
  const flags = options.flatMap((option: Option) => [option.long, option.short].filter((flag) => flag !== undefined))
  const choices = Object.fromEntries(
    options.map(({ long }) => [long ?? '', choicesFor(long ?? '')] as const).filter(([, values]) => values.length > 0),
  )
  const isOpen = ({ long, required }: Option) => required && !(long && long in choices)
  const open = options.filter(isOpen).flatMap(({ long, short }) => [long, short].filter((flag) => flag !== undefined))
  const few = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices)
  const level = { path, words: [...subcommands, ...few, ...flags, '--help'], choices, open }
  return [level, ...command.commands.flatMap((each) => levelsOf(each, [...path, each.name()]))]
}

/** The values of a flag that takes one of a few. */
function choicesFor(long: string): readonly string[] {
  if (long === '--engine') return engineNames
  if (long === '--segment') return segmenterNames
  const values = flags.find(({ name }) => `--${name}` === long)?.schema.enum
  return Array.isArray(values) ? values.map(String) : []
}

const scripts: Readonly<Record<(typeof shells)[number], (program: Command) => string>> = {
  bash: (program) => `_paintout() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" path=() words=''
  local each; for each in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do [[ $each == -* ]] && break; path+=("$each"); done
  case "$before" in
${choicesOf(program)
  .map(([flag, values]) => `    ${flag}) COMPREPLY=($(compgen -W '${values.join(' ')}' -- "$word")); return;;`)
  .join('\n')}
    ${openOf(program).join('|')}) COMPREPLY=(); return;;
  esac
  case "\${path[*]}" in
${levelsOf(program)
  .toReversed()
  .map(({ path, words }) => `    ${patternOf(path)}) words='${words.join(' ')}';;`)
  .join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _paintout paintout
`,
  zsh: (program) =>
    `(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }\nautoload -Uz bashcompinit && bashcompinit\n${scripts.bash(program)}`,
  fish: (program) =>
    levelsOf(program)
      .flatMap(({ path, words, choices }) => {
        const seen = path.length > 0 ? ` -n '__fish_seen_subcommand_from ${path.at(-1)}'` : ''
        return words.map((word) => {
          const flag = word.startsWith('--')
            ? `-l ${word.slice(2)}`
            : word.startsWith('-')
              ? `-s ${word.slice(1)}`
              : `-a ${word}`
          const values = choices[word] ? ` -xa '${choices[word].join(' ')}'` : ''
          return `complete -c paintout${seen} ${flag}${values}\n`
        })
      })
      .join(''),
}

/** Whole words: a photo called `store.jpg` is no command. */
function patternOf(path: readonly string[]): string {
  const words = path.join(' ')
  return words === '' ? '*' : `'${words}'|'${words} '*`
}

function openOf(program: Command): readonly string[] {
  return [...new Set(levelsOf(program).flatMap(({ open }) => open))]
}

function choicesOf(program: Command): readonly (readonly [string, readonly string[]])[] {
  return [...new Map(levelsOf(program).flatMap(({ choices }) => Object.entries(choices)))]
}
