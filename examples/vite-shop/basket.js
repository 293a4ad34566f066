const basket = document.querySelector('#basket')
const prices = []

for (const button of document.querySelectorAll('button[data-price]')) {
  button.addEventListener('click', () => {
    prices.push(Number(button.dataset.price))
    const sum = prices.reduce((total, price) => total + price, 0)
    basket.textContent = `Basket: ${prices.length} ${prices.length === 1 ? 'print' : 'prints'}, €${sum}`
  })
}
