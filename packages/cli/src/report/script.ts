/** The report's only script, inlined: sliders, the mask's switch, sorting. The page reads without it. */
export const script = `
for (const compare of document.querySelectorAll('.compare')) {
  const slider = compare.querySelector('[type=range]')
  const show = () => {
    compare.style.setProperty('--at', slider.value + '%')
    slider.setAttribute('aria-valuetext', slider.value + ' % before, ' + (100 - slider.value) + ' % after')
  }
  slider.addEventListener('input', show)
  show()
  const toggle = compare.querySelector('.switch input')
  toggle.addEventListener('change', () => compare.classList.toggle('masked', toggle.checked))
}
const list = document.querySelector('main')
const key = document.querySelector('.sort select')
const direction = document.querySelector('.sort button')
const sort = () => {
  const sign = direction.dataset.direction === 'down' ? -1 : 1
  const valueOf = (card) => card.dataset[key.value] ?? ''
  const compare = key.value === 'name'
    ? (a, b) => valueOf(a).localeCompare(valueOf(b))
    : (a, b) => Number(valueOf(a)) - Number(valueOf(b))
  list.append(...[...list.children].sort((a, b) => sign * compare(a, b)))
}
// Photos stand in the order in which they were done.
sort()
key.addEventListener('change', sort)
direction.addEventListener('click', () => {
  const isDown = direction.dataset.direction === 'down'
  direction.dataset.direction = isDown ? 'up' : 'down'
  direction.textContent = isDown ? 'Smallest first' : 'Largest first'
  sort()
})
`
