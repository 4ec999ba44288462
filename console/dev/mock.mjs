/**
 * A stand-in for the server, for work on the console alone. Everything it serves is made up and labelled exercise.
 * `npm run mock` serves the built console and the API's shapes at http://127.0.0.1:8469; PORT changes that.
 *
 * To see the hard cases: POST /mock/fail (503 not recorded), /mock/moved (409), /mock/mend, /mock/silence (the stream ends).
 */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { Desk } from "./desk.mjs";

const DIST = new URL("../dist/", import.meta.url).pathname;
const KINDS = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml" };
const desk = new Desk();
const listeners = new Set();
let trouble = "";

function say(kind, data, id) {
  for (const response of listeners) response.write(`${id === undefined ? "" : `id: ${id}\n`}event: ${kind}\ndata: ${JSON.stringify(data)}\n\n`);
}

function json(response, status, body) {
  response.writeHead(status, { "content-type": status < 400 ? "application/json" : "application/problem+json" });
  response.end(JSON.stringify(body));
}

const problem = (status, code, detail, remedy, more = {}) => ({ type: "about:blank", title: code, status, code, detail, remedy, incident: "", revision: null, ...more });

function act(response, act, by) {
  if (trouble === "fail") return json(response, 503, problem(503, "not-recorded", "Nothing can be recorded", "Act by telephone, enter it afterwards"));
  if (trouble === "moved" && act.seen_revision != null && act.seen_revision !== desk.panel.revision)
    return json(response, 409, problem(409, "moved-since", "Maj O. Stern (fictional) came first: decision at 07:08:40Z", "Look again, and act on what is there now", { incident: act.incident, revision: desk.panel.revision }));
  const answered = desk.enter(act, by);
  json(response, 200, answered);
  say("incident", desk.line(), desk.seq);
  say("entry", { seq: desk.seq, type: act.what.type, incident: answered.incident }, desk.seq);
  if (act.what.type === "acknowledge") say("settled", { seq: 41, incident: "17-001" });
}

async function body(request) {
  let text = "";
  for await (const part of request) text += part;
  return text ? JSON.parse(text) : {};
}

async function asset(response, path) {
  const file = join(DIST, normalize(path === "/" ? "/index.html" : path));
  const found = file.startsWith(DIST) ? await readFile(file).catch(() => null) : null;
  response.writeHead(found ? 200 : 404, { "content-type": KINDS[extname(file)] ?? "application/octet-stream" });
  response.end(found ?? "");
}

function stream(request, response) {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  listeners.add(response);
  request.on("close", () => listeners.delete(response));
  say("desk", desk.view(trouble === "fail"));
}

async function serve(request, response) {
  const { pathname, searchParams } = new URL(request.url, "http://127.0.0.1");
  if (pathname === "/api/v1/picture") return json(response, 200, desk.picture(trouble === "fail"));
  if (pathname === "/api/v1/stream") return trouble === "silence" ? json(response, 503, {}) : stream(request, response);
  if (pathname === "/api/v1/acts") return act(response, await body(request), searchParams.get("as"));
  if (pathname === "/api/v1/exercise/clock") return json(response, 200, desk.run((await body(request)).speed));
  if (/^\/api\/v1\/incidents\/[^/]+\/range$/.test(pathname)) return json(response, 200, desk.range());
  if (pathname.startsWith("/api/v1/incidents/")) return json(response, 200, desk.panel);
  if (pathname.startsWith("/mock/")) {
    trouble = pathname.slice("/mock/".length);
    if (trouble === "moved") desk.panel.revision += 1;
    if (trouble === "empty") desk.clear();
    if (trouble === "silence") {
      for (const other of listeners) other.end();
      listeners.clear();
    }
    say("desk", desk.view(trouble === "fail"));
    return json(response, 200, { trouble });
  }
  return asset(response, pathname);
}

createServer((request, response) => void serve(request, response)).listen(Number(process.env.PORT ?? 8469), "127.0.0.1");
setInterval(() => say("desk", desk.view(trouble === "fail")), 1000);
setInterval(() => say("tracks", { tracks: desk.move() }), 500);
