/** The report's only style sheet, inlined: the page asks nobody for anything. */
export const style = `
:root { color-scheme: light dark; --ground: light-dark(#f6f6f4, #141414); --card: light-dark(#fff, #1d1d1d); --line: light-dark(#dededa, #363636); --soft: light-dark(#666, #aaa); --warn: light-dark(#8a5300, #ffc66b); --bad: light-dark(#a3121f, #ff8d8d); }
* { box-sizing: border-box; }
/* The totals are known last, and stand first. */
body { display: flex; flex-direction: column; }
main { order: 1; }
html { background: var(--ground); }
body { margin: 0 auto; max-width: 90rem; padding: clamp(1rem, 3vw, 2.5rem); font: 16px/1.45 system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; gap: .5rem 2rem; align-items: center; justify-content: space-between; }
h1 { font-size: 1.5rem; margin: 0; letter-spacing: -.01em; }
h2 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
p { margin: .25rem 0; }
.totals { color: var(--soft); margin: .5rem 0 1.25rem; font-variant-numeric: tabular-nums; }
.sort { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; color: var(--soft); }
.sort select, .sort button { font: inherit; color: CanvasText; padding: .4rem .75rem; min-height: 2.75rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--card); }
main { display: grid; gap: 1.5rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); align-items: start; }
article { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; overflow: hidden; box-shadow: 0 1px 3px rgb(0 0 0 / .07); }
article > div { padding: .9rem 1rem .5rem; }
.compare { position: relative; padding: 0 !important; --at: 50%; background: var(--line); }
.compare img { display: block; width: 100%; height: auto; }
.compare .after, .compare .mask { position: absolute; inset: 0; height: 100%; }
.compare .after { clip-path: inset(0 0 0 var(--at)); }
.compare .mask { display: none; pointer-events: none; }
.compare.masked .mask { display: block; }
.compare::after { content: ''; position: absolute; inset: 0 auto 0 var(--at); width: 2px; margin-left: -1px; background: #fff; box-shadow: 0 0 3px #000; pointer-events: none; }
.compare input { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0; cursor: ew-resize; touch-action: pan-y; }
.compare:focus-within { outline: 3px solid Highlight; outline-offset: -3px; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(6.1rem, 1fr)); gap: .4rem .75rem; margin: .75rem 0; }
dt { color: var(--soft); font-size: .8rem; }
dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.prompt { color: var(--soft); overflow-wrap: anywhere; }
.warnings { color: var(--warn); padding-left: 1.1rem; margin: .5rem 0; overflow-wrap: anywhere; }
.failed { color: var(--bad); overflow-wrap: anywhere; }
label.switch { display: inline-flex; gap: .4rem; align-items: center; min-height: 2.75rem; }
details table { border-collapse: collapse; width: 100%; font-size: .85rem; }
details td, details th { text-align: right; padding: .15rem .4rem; border-top: 1px solid var(--line); }
details td:first-child, details th:first-child { text-align: left; }
.scroll { overflow-x: auto; }
`
