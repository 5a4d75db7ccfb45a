// Compiles the frames named on the command line with npm's mjml, strictly; prints {name: html} as JSON.
import { createRequire } from "node:module"
import { readFileSync } from "node:fs"
import { join } from "node:path"

const [folder, ...files] = process.argv.slice(2)
const mjml = createRequire(join(folder, "package.json"))("mjml")
const compile = mjml.default ?? mjml
const made = {}
for (const file of files) {
  const options = { validationLevel: "strict", fonts: {}, keepComments: false, minify: false, beautify: false }
  const { html, errors } = await compile(readFileSync(file, "utf8"), options)
  if (errors.length) throw new Error(`${file}: ${errors.map((error) => error.formattedMessage).join("; ")}`)
  made[file] = html
}
process.stdout.write(JSON.stringify(made))
