import './style.css'
import names from './box.module.css'
import text from './inlined.css?inline'

document.body.insertAdjacentHTML('beforeend', `<p class="${names.box}"></p><p class="inlined"></p>`)
const sheet = document.createElement('style')
sheet.textContent = text
document.head.append(sheet)
