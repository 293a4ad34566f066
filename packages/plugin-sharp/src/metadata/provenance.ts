/** Iptc4xmpExt, where IPTC keeps `DigitalSourceType`. */
const extension = 'http://iptc.org/std/Iptc4xmpExt/2008-02-29/'

/**
 * A photograph with parts that a generative model made, in IPTC's vocabulary of digital source types: what the EU's
 * AI Act asks for in a form that machines read.
 */
export const compositeWithGenerated =
  'http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia'

const syntax = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#'

/** An XMP packet that says so, beside everything that `xmp` says; an earlier digital source type is replaced. */
export function markGenerated(xmp: Uint8Array | undefined): Uint8Array {
  const given = xmp && Buffer.from(xmp).toString('utf8')
  if (given?.includes(`:DigitalSourceType>${compositeWithGenerated}<`)) return xmp!
  const text = given ? withoutSourceType(given) : emptyPacket
  const prefix = prefixesOf(text, syntax)[0]
  const opened = prefix
    ? text.replace(new RegExp(`<${prefix}:RDF([^>]*)/>`), `<${prefix}:RDF$1></${prefix}:RDF>`)
    : text
  const end = prefix ? opened.lastIndexOf(`</${prefix}:RDF>`) : -1
  // What holds no RDF is no XMP, and no reader finds anything in it.
  if (end < 0) return markGenerated(undefined)
  return Buffer.from(opened.slice(0, end) + descriptionOf(prefix!) + opened.slice(end))
}

const emptyPacket = `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="${syntax}"></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>`

function descriptionOf(prefix: string): string {
  return `<${prefix}:Description ${prefix}:about="" xmlns:Iptc4xmpExt="${extension}"><Iptc4xmpExt:DigitalSourceType>${compositeWithGenerated}</Iptc4xmpExt:DigitalSourceType></${prefix}:Description>`
}

function withoutSourceType(text: string): string {
  return prefixesOf(text, extension).reduce((rest, prefix) => {
    const name = `${prefix}:DigitalSourceType`
    return rest
      .replace(new RegExp(`\\s${name}\\s*=\\s*("[^"]*"|'[^']*')`, 'g'), '')
      .replace(new RegExp(`<${name}\\b[^>]*/>`, 'g'), '')
      .replace(new RegExp(`<${name}\\b[^>]*>[^<]*</${name}>`, 'g'), '')
  }, text)
}

/** What a packet calls a namespace. */
function prefixesOf(text: string, namespace: string): readonly string[] {
  const found = text.matchAll(/xmlns:([\w.-]+)\s*=\s*["']([^"']*)["']/g)
  return [...new Set([...found].flatMap(([, prefix, uri]) => (uri === namespace ? [prefix!] : [])))]
}
