// The command, from a file to a file.
import { execFileSync } from 'node:child_process'
import sharp from 'sharp'
import { assertRemoved, rect, scene } from './scene.mjs'

const { data, width, height, channels } = scene()
await sharp(data, { raw: { width, height, channels } }).png().toFile('photo.png')
execFileSync('node_modules/.bin/paintout', ['photo.png', '--rect', rect.join(), '--seed', '1', '-o', 'clean.png'])
const cleaned = await sharp('clean.png').raw().toBuffer({ resolveWithObject: true })
assertRemoved({ data: cleaned.data, ...cleaned.info })
