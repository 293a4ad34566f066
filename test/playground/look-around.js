// Runs in the page: loads every picture that is named there anywhere, and looks at its samples.
// `settings` are `size`, `object` and `blocks` of pictures.ts.
window.lookAround = async (settings) => {
  const { size, object, blocks } = settings
  const urls = new Set(window.shown)
  const trees = [document, ...[...document.querySelectorAll('template')].map(({ content }) => content)]
  for (const element of trees.flatMap((tree) => [...tree.querySelectorAll('*')])) {
    for (const { name, value } of element.attributes) {
      if (/^(?:src|href|poster|data|content)$/.test(name)) urls.add(value)
      if (/srcset$/.test(name)) for (const [url] of value.matchAll(/[^\s,]\S*[^\s,](?=\s|,|$)/g)) urls.add(url)
    }
    const { backgroundImage } = getComputedStyle(element)
    for (const [, url] of backgroundImage.matchAll(/url\("([^"]+)"\)/g)) urls.add(url)
  }
  const pictures = [...urls].filter((url) => /\.(?:jpg|png|webp)(?:$|\?)|^data:image/.test(url))
  return Promise.all(pictures.map(see))

  async function see(url) {
    const image = new Image()
    image.src = url
    await image.decode().catch(() => {
      throw new Error(`No picture: ${url.slice(0, 200)}`)
    })
    const context = new OffscreenCanvas(size.width, size.height).getContext('2d')
    context.drawImage(image, 0, 0, size.width, size.height)
    const { data } = context.getImageData(0, 0, size.width, size.height)
    const at = (x, y, channel) => data[(y * size.width + x) * 4 + channel]
    let number = 0
    for (let bit = 0; bit < blocks.count; bit++) {
      if (at(blocks.left + bit * blocks.side + 4, blocks.top + 4, 1) > 127) number |= 1 << bit
    }
    const [x, y] = [object.left + object.width / 2, object.top + object.height / 2]
    return { url, number, hasObject: at(x, y, 0) - at(x, y, 1) > 80 }
  }
}
