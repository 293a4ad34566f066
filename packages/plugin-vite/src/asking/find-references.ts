/** Where a text names masks as pictures of its own. */
export interface FoundReferences {
  /** As written: `./a.mask.png`, `@/a.mask.png`, `/a.mask.png`. */
  readonly names: readonly string[]
  /** One list of patterns an `import.meta.glob`, or a template with a gap. */
  readonly globs: readonly (readonly string[])[]
}

const glob = /import\.meta\.glob\s*(?:<[^>]*>\s*)?\(\s*(\[[^\]]*\]|'[^']*'|"[^"]*"|`[^`]*`)/g
const template = /\bnew\s+URL\s*\(\s*`([^`]*\$\{[^`]*)`/g
const literal = /'([^']*)'|"([^"]*)"|`([^`]*)`/g

/**
 * Reads a module, a style or a page as text: what is quoted or in brackets and ends in the side-car's suffix.
 * A mask in a query of ours is none: it is used as a mask.
 */
export function findReferences(text: string, suffix: string): FoundReferences {
  return { names: text.includes(suffix) ? findNames(text, suffix) : [], globs: findGlobs(text) }
}

function findNames(text: string, suffix: string): string[] {
  const end = escapePattern(suffix)
  const name = new RegExp(`(?<=["'\`(=]|,\\s*)[^"'\`()\\s<>]*?${end}`, 'g')
  const spaced = new RegExp(`(?<=(["'\`]))(?:(?!\\1)[^<>\\n])*?\\s(?:(?!\\1)[^<>\\n])*?${end}(?=\\1)`, 'g')
  const found = [...text.matchAll(name), ...text.matchAll(spaced)].map(([each]) => each)
  return found.filter((each) => !/[?&]/.test(each))
}

function findGlobs(text: string): (readonly string[])[] {
  const globs = [...text.matchAll(glob)].map(([, list = '']) =>
    [...list.matchAll(literal)].map(([, single, double, back]) => single ?? double ?? back ?? ''),
  )
  const templates = [...text.matchAll(template)].map(([, path = '']) => [path.replace(/\$\{[^}]*\}/g, '*')])
  return [...globs, ...templates]
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
