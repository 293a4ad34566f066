/** The report's only style sheet, inlined: the page asks nobody for anything. */
export const style = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f4f3f0, #161615); --card: light-dark(#fff, #21211f); --line: light-dark(#e2e0da, #383734);
  --text: light-dark(#1d1c1a, #ecebe7); --soft: light-dark(#6a675f, #a5a298); --accent: light-dark(#b5281f, #ff8a7d);
  --warn: light-dark(#74510a, #f0c979); --warn-back: light-dark(#fbf3df, #322a17);
  --bad: light-dark(#a3121f, #ff9d97); --bad-back: light-dark(#fbe9e7, #3a1f1d);
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
/* The totals are known last, and stand first. */
body { display: flex; flex-direction: column; align-items: center; }
header, main, footer { width: 100%; max-width: 96rem; padding: 0 clamp(.75rem, 3vw, 2rem); }
main { order: 1; padding-bottom: 3rem; }
header { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; justify-content: space-between; padding-top: 1.25rem; }
h1 { font-size: 1.5rem; line-height: 1.2; letter-spacing: -.02em; margin: 0; }
h1 span { color: var(--soft); font-weight: 400; }
h2 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
.title { display: flex; gap: .75rem; align-items: baseline; justify-content: space-between; }
small { flex: none; padding: 0 .6em; border-radius: 1em; background: var(--page); color: var(--soft); font-size: .75rem; font-weight: 500; }
small.failed { background: var(--bad-back); color: var(--bad); }
p, dl, ul { margin: .5rem 0 0; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(5.5rem, 1fr)); gap: .4rem .75rem; }
dt { color: var(--soft); font-size: .75rem; }
dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.totals { display: flex; flex-wrap: wrap; gap: .75rem 2rem; margin: 1rem 0 1.25rem; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .75rem; background: var(--card); }
.totals dd { font-size: 1.25rem; line-height: 1.3; font-weight: 600; }
.totals .failed dd { color: var(--bad); }
.sort { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
.sort label { color: var(--soft); }
.sort select, .sort button { font: inherit; color: var(--text); background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 0 .75rem; height: 2.75rem; }
main { display: grid; gap: 1.25rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 25rem), 1fr)); }
article { display: flex; flex-direction: column; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; overflow: hidden; }
.about { flex: 1; padding: .9rem 1rem 1rem; }
.none { display: grid; place-items: center; flex: 0 1 10rem; min-height: 6rem; color: var(--soft); background: repeating-linear-gradient(-45deg, var(--page) 0 .6rem, transparent 0 1.2rem); }
.compare { position: relative; --at: 50%; background: var(--line); }
.compare img { display: block; width: 100%; height: auto; }
.compare .after, .compare .mask { position: absolute; inset: 0; height: 100%; }
.compare .after { clip-path: inset(0 0 0 var(--at)); }
.compare .mask { display: none; pointer-events: none; }
.compare.masked .mask { display: block; }
.compare::before { content: ''; position: absolute; z-index: 1; inset: 0 auto 0 var(--at); width: 2px; margin-left: -1px; background: #fff; box-shadow: 0 0 4px #0008; pointer-events: none; }
.compare::after { content: '\\2039\\2002\\203a'; position: absolute; z-index: 1; top: 50%; left: var(--at); width: 2.25rem; height: 2.25rem; margin: -1.125rem; border-radius: 50%; background: #fff; color: #333; box-shadow: 0 1px 5px #0007; text-align: center; font: 700 1.1rem/2rem system-ui, sans-serif; pointer-events: none; }
.compare [type=range] { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0; cursor: ew-resize; touch-action: pan-y; }
article:has([type=range]:focus-visible) { outline: 3px solid var(--accent); outline-offset: 2px; }
.tag, .switch { position: absolute; padding: 0 .7em; border-radius: 1em; background: #000a; color: #fff; font-size: .75rem; line-height: 1.5rem; }
.tag { top: .6rem; left: .6rem; pointer-events: none; }
.tag + .tag { left: auto; right: .6rem; }
.switch { bottom: 0; right: .6rem; z-index: 2; display: flex; gap: .4rem; align-items: center; height: 2.75rem; background: none; cursor: pointer; }
/* A finger's room is higher than what is seen. */
.switch::before { content: ''; position: absolute; z-index: -1; inset: .6rem 0; border-radius: 1em; background: #000a; }
.switch input { accent-color: var(--accent); margin: 0; }
.prompt { color: var(--soft); font-style: italic; overflow-wrap: anywhere; }
ul.warnings, p.failed { padding: .5rem .75rem; border-radius: .5rem; font-size: .85rem; overflow-wrap: anywhere; list-style: none; }
ul.warnings { color: var(--warn); background: var(--warn-back); }
ul.warnings li + li { margin-top: .5rem; }
p.failed { color: var(--bad); background: var(--bad-back); }
ul.warnings b, p.failed b { display: block; }
details { border-top: 1px solid var(--line); padding: 0 1rem; font-size: .85rem; color: var(--soft); }
summary { line-height: 2.75rem; cursor: pointer; }
.scroll { overflow-x: auto; padding-bottom: .75rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
td, th { text-align: right; padding: .2rem .4rem; white-space: nowrap; font-weight: 400; border-top: 1px solid var(--line); }
tr:first-child th { border-top: 0; font-size: .75rem; }
td { color: var(--text); }
td:first-child, th:first-child { text-align: left; padding-left: 0; }
`
