import './style.scss'
