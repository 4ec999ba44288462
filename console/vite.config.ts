import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

/** Where `npm run dev` finds the API: the server of `standoff demo`, or `npm run mock`. */
const server = process.env["STANDOFF_SERVER"] ?? "http://127.0.0.1:8460";

export default defineConfig({
  plugins: [svelte()],
  worker: { format: "es" },
  build: {
    target: "es2023",
    assetsInlineLimit: 0, // nothing in data: addresses, so that the server's content policy can forbid them
    chunkSizeWarningLimit: 1400,
  },
  server: { host: "127.0.0.1", proxy: { "/api": server, "/sign-in": server } },
  test: { include: ["src/**/*.test.ts"] },
});
