/** Plain words for the names of the API. What is not listed is shown as it is, with its underscores as spaces. */
const WORDS: Record<string, string> = {
  yes: "could be heard",
  no: "could not be heard",
  none: "no receipt",
  asked: "receipt asked",
  delivered: "delivered",
  read_back: "read back",
  passed_on: "passed on",
  acted_on: "acted on",
  not_ours: "not ours",
  cannot_reach_them: "cannot reach them",
  asks_time: "asks for time",
  counter_demand: "makes a counter-demand",
  offers: "offers",
};

/** An API name in words. */
export function words(name: string): string {
  return WORDS[name] ?? name.replaceAll("_", " ");
}

/** Whether they could hear it, in words: silence is not refusal. */
export function heard(name: string): string {
  return name === "unknown" ? "not known whether it could be heard" : words(name);
}

/** What came back, in words. */
export function answered(kind: string): string {
  if (kind === "none") return "no answer";
  return kind === "unknown" ? "answer not known" : words(kind);
}
