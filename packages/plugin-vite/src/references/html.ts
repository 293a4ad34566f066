import { posix } from 'node:path'
import MagicString from 'magic-string'
import { type DefaultTreeAdapterTypes, parse } from 'parse5'
import type { HTMLOptions } from 'vite'
import { relativeReference } from '../files/paths.ts'
import { photoReference } from '../files/photo-types.ts'
import type { Project } from '../project.ts'
import { rewrite } from './rewrite.ts'

type Element = DefaultTreeAdapterTypes.Element
type Node = DefaultTreeAdapterTypes.Node
type HtmlAssetSource = NonNullable<HTMLOptions['additionalAssetSources']>[string]

/** Attributes that Vite takes for a picture's address, by element. */
const addresses: Readonly<Record<string, readonly string[]>> = {
  embed: ['src'],
  image: ['href', 'xlink:href'],
  img: ['src'],
  input: ['src'],
  link: ['href'],
  meta: ['content'],
  object: ['data'],
  source: ['src'],
  use: ['href', 'xlink:href'],
  video: ['src', 'poster'],
}

const addressLists: Readonly<Record<string, readonly string[]>> = {
  img: ['srcset'],
  link: ['imagesrcset'],
  source: ['srcset'],
}

/** What `<meta>` may name a picture by, as Vite has it. */
const metaNames =
  /^(?:msapplication-(?:tileimage|square70x70logo|square150x150logo|wide310x150logo|square310x310logo)|twitter:image|og:image(?::(?:secure_)?url)?)$/i

/** Pages in a build: every attribute that names a photo. `vite-ignore` is respected. */
export async function rewriteHtml(project: Project, html: string, page: string) {
  const text = new MagicString(html)
  const files = new Set<string>()
  const refer = async (reference: string, line: number) => {
    const rewritten = await rewrite(project, { reference, importer: page, line })
    if (!rewritten) return undefined
    for (const file of rewritten.files) files.add(file)
    return encodeURI(relativeReference(posix.dirname(page), rewritten.file) ?? rewritten.file) + rewritten.rest
  }
  await Promise.all(
    attributesOf(parse(html, { sourceCodeLocationInfo: true }), project.config.html).map(
      async ({ name, value, isList, at }) => {
        const read = isList ? readList(value) : [{ reference: value.trim(), tail: '' }]
        const references = await Promise.all(read.map(({ reference }) => refer(reference, at.startLine)))
        if (references.every((each) => each === undefined)) return
        const list = read.map(({ reference, tail }, index) => (references[index] ?? reference) + tail).join(', ')
        text.update(at.startOffset, at.endOffset, `${name}="${escapeAttribute(list)}"`)
      },
    ),
  )
  return text.hasChanged() ? { code: text.toString(), files: [...files] } : undefined
}

interface Attribute {
  readonly name: string
  readonly value: string
  readonly isList: boolean
  readonly at: { readonly startOffset: number; readonly endOffset: number; readonly startLine: number }
}

function attributesOf(node: Node, settings: HTMLOptions | undefined): readonly Attribute[] {
  const own = 'attrs' in node ? ownAttributes(node, settings?.additionalAssetSources?.[node.tagName]) : []
  const children = 'childNodes' in node ? node.childNodes : []
  const inside = node.nodeName === 'template' && 'content' in node ? [node.content as Node] : []
  return [...own, ...[...children, ...inside].flatMap((each) => attributesOf(each, settings))]
}

/** @param more What the configuration of Vite 8 adds for this element. */
function ownAttributes(
  { tagName, attrs, sourceCodeLocation }: Element,
  more: HtmlAssetSource = {},
): readonly Attribute[] {
  if (attrs.some(({ name }) => name === 'vite-ignore')) return []
  const isPicture = ({ name, value }: { name: string; value: string }) =>
    /^(?:name|property)$/.test(name) && metaNames.test(value.trim())
  if (tagName === 'meta' && !attrs.some(isPicture)) return []
  const attributes = Object.fromEntries(
    attrs.map(({ name, prefix, value }) => [prefix ? `${prefix}:${name}` : name, value]),
  )
  return Object.entries(attributes).flatMap(([name, value]) => {
    const isTaken = more.filter?.({ key: name, value, attributes }) ?? true
    const isAmong = (known: readonly string[] = [], added: readonly string[] = []) =>
      known.includes(name) || (isTaken && added.includes(name))
    const isList = isAmong(addressLists[tagName], more.srcsetAttributes)
    const at = sourceCodeLocation?.attrs?.[name]
    if (!at || (!isList && !isAmong(addresses[tagName], more.srcAttributes))) return []
    return isList || photoReference.test(value.trim()) ? [{ name, value, isList, at }] : []
  })
}

/** `a.jpg 1x, b.jpg 2x`. An address holds no space, and a comma only inside: `rect=1,2,3,4`. */
function readList(list: string): readonly { readonly reference: string; readonly tail: string }[] {
  return [...list.matchAll(/\s*([^\s,]\S*[^\s,]|[^\s,])\s*(\s[^,]*)?(?:,|$)/g)].map(
    ([, reference = '', tail = '']) => ({
      reference,
      tail: tail.trimEnd() && ` ${tail.trim()}`,
    }),
  )
}

function escapeAttribute(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
}
