// Builds the console (index.html -> dist/) and, as its own single file without React, the customer's widget
// (src/widget/main.ts -> dist/widget.js).
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

await build({ configFile: here("./vite.config.ts"), root: here(".") });

const widget = here("./src/widget/main.ts");
if (existsSync(widget)) {
  await build({
    configFile: false,
    root: here("."),
    publicDir: false,
    resolve: { alias: { "~": here("./src") } },
    build: {
      target: "es2020",
      outDir: here("./dist"),
      emptyOutDir: false,
      cssCodeSplit: false,
      lib: { entry: widget, formats: ["iife"], name: "RapportWidget", fileName: () => "widget.js" },
    },
  });
}
