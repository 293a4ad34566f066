for (const compare of document.querySelectorAll('.compare')) {
  const slider = compare.querySelector('input')
  const show = () => {
    compare.style.setProperty('--at', `${slider.value}%`)
    slider.setAttribute('aria-valuetext', `${slider.value} % before, ${100 - slider.value} % after`)
  }
  slider.addEventListener('input', show)
  show()
  const toggle = compare.parentElement.querySelector('.switch input')
  toggle.addEventListener('change', () => compare.classList.toggle('masked', toggle.checked))
}
