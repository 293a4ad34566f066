import './style.scss'
import './indented.sass'
