// How the console is built and tried out: index.html and src/ become dist/; /api, /socket.io go to a running hub.
import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const hub = process.env["HUB_URL"] ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "~": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: { target: "es2022", sourcemap: false, chunkSizeWarningLimit: 900, assetsInlineLimit: 0 },
  server: {
    proxy: {
      "/api": { target: hub, changeOrigin: false },
      "/socket.io": { target: hub, ws: true },
    },
  },
  test: { include: ["tests/**/*.test.ts", "src/**/*.test.ts"], environment: "node" },
});
