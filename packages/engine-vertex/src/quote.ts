const longest = 300

/** What looks like a token, a key or an encoded picture. */
const secrets = [
  /-----BEGIN[\s\S]*?(-----END[^-]*-----|$)/g,
  /\bBearer\s+[\w.~+/=-]+/gi,
  /\bya29\.[\w.-]+/g,
  /\beyJ[\w-]+\.[\w-]+(\.[\w-]+)?/g,
  /\b1\/\/[\w-]{20,}/g,
  /[A-Za-z0-9+/_-]{80,}={0,2}/g,
]

/** Words of a service, short enough for a message and without what nobody else may read. */
export function withoutSecrets(text: string): string {
  const clean = secrets.reduce((cleaner, pattern) => cleaner.replace(pattern, '…'), text)
  const line = clean.replace(/\s+/g, ' ').trim()
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line
}

/** The same in quotation marks, as part of a sentence of ours. */
export function quoted(text: string): string {
  return `"${withoutSecrets(text).replace(/\.$/, '')}"`
}

/** What a person would read of an HTML page. */
export function textOfHtml(html: string): string {
  const body = html.replace(/<(script|style|head)[\s\S]*?<\/\1>/gi, ' ')
  return body
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}
