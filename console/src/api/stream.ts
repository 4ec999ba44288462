import type { DeskEvent } from "../desk/apply";

const KINDS = ["desk", "tracks", "incident", "entry", "raised", "settled", "feed", "cue", "resync"] as const;
/** The desk speaks every second; after this long without a word the picture is marked as stale. */
const SILENCE_MS = 5_000;
const AGAIN_MS = 2_000;

/** What the listener of a stream is told. */
export interface Listener {
  event(event: DeskEvent): void;
  live(): void;
  lost(): void;
  /** The stream was refused, and is asked for again. */
  again(): void;
}

/** Listens to the desk until told to stop. The browser resumes by itself; a closed stream is opened again. */
export function listen(listener: Listener): () => void {
  let source: EventSource | null = null;
  let heardAt = performance.now();
  let closedAt: number | null = null;

  const heard = (kind: (typeof KINDS)[number]) => (message: MessageEvent<string>) => {
    heardAt = performance.now();
    listener.live();
    listener.event({ kind, data: JSON.parse(message.data || "{}") } as DeskEvent);
  };
  const open = () => {
    closedAt = null;
    source = new EventSource("/api/v1/stream");
    for (const kind of KINDS) source.addEventListener(kind, heard(kind));
    source.onerror = () => {
      listener.lost();
      if (source?.readyState === EventSource.CLOSED) closedAt ??= performance.now();
    };
  };
  const watch = setInterval(() => {
    const now = performance.now();
    if (now - heardAt > SILENCE_MS) listener.lost();
    if (closedAt !== null && now - closedAt > AGAIN_MS) {
      listener.again();
      open();
    }
  }, 500);
  open();
  return () => {
    clearInterval(watch);
    source?.close();
  };
}
