declare module 'sugarss' {
  import type { Syntax } from 'postcss'

  const sugarss: Syntax
  export default sugarss
}
