// The console on invented data, without a hub: `npx vite -c dev/vite.config.ts`. Never part of the build.
import react from "@vitejs/plugin-react";
import type { IncomingMessage } from "node:http";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { answer } from "./answers";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

async function body(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const piece of request) text += String(piece);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

const hub: Plugin = {
  name: "invented-hub",
  configureServer(server) {
    server.middlewares.use((request, response, next) => {
      if (!request.url?.startsWith("/api/")) return next();
      void body(request).then((given) => {
        const [status, value] = answer(request.method ?? "GET", new URL(request.url ?? "/", "http://hub"), given);
        response.statusCode = status;
        response.setHeader("Content-Type", "application/json");
        response.end(JSON.stringify(value));
      });
    });
  },
};

export default defineConfig({
  root: here(".."),
  plugins: [react(), hub],
  resolve: { alias: [{ find: /^~\/wire\/(boardline|whatif)$/, replacement: here("./boardline.ts") }, { find: /^(~|\.\.)\/wire\/socket$/, replacement: here("./socket.ts") }, { find: "~", replacement: here("../src") }] },
});
