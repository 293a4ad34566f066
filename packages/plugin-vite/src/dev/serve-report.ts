import type { Connect } from 'vite'
import type { Project } from '../project.ts'

/** Where the dev server shows the report, below its base. */
export const reportPath = '/__paintout/'

/** Shows what was cleaned so far. Another site's page gets nothing: it holds the photos as they were. */
export function serveReport({ config, records, root }: Project): Connect.NextHandleFunction {
  const address = config.base.replace(/\/$/, '') + reportPath
  return async function paintoutReport({ method, url, headers }, response, next) {
    if (method !== 'GET' || url?.split('?', 1)[0] !== address) return next()
    if (headers.origin !== undefined && !headers.origin.endsWith(`//${headers.host}`)) {
      response.statusCode = 403
      return response.end()
    }
    try {
      const { makeReportPage } = await import('../saying/report-page.ts')
      const page = await makeReportPage(records, root)
      response.setHeader('Content-Type', 'text/html; charset=utf-8')
      response.setHeader('Cache-Control', 'no-store')
      response.end(page)
    } catch (error) {
      next(error)
    }
  }
}
