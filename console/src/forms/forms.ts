import { ABOUT, ANSWERS, ATTEMPTS, DECISIONS, DISPOSITIONS, HEARD, MARKERS, RECEIPTS, WHOM } from "./choices";
import type { ActType } from "../api/types";
import { KEPT, OF_THE_DESK } from "./kept";
import { choice, line, text, type Form, type Values } from "./fields";

const grade = { name: "grade", label: "Grade", kind: "grade", half: true, hint: "A-F and 1-6, as B2" } as const;
const zone = { name: "zone", label: "Zone", kind: "zone", half: true } as const;
const half = { half: true };
const required = { required: true };
const both = { required: true, half: true };

const approves = (values: Values) => values["kind"] === "approve";

/** The forms, by the type of act that each enters. There is none for the use or show of force: it is a reported action. */
const FORMS: Form[] = [
  {
    type: "call",
    title: "They call us",
    button: "Enter the call",
    fields: [
      { name: "pass_now", label: "Urgent, pass now", kind: "flag", hint: "The authority has it the moment this is entered." },
      line("caller", "Who calls", both),
      line("channel", "Over what", { ...both, when: (values) => values["pass_now"] !== true }),
      text("words", "What they say, word for word", required),
      { ...zone, hint: "Where it is known" },
      line("interpreter", "Interpreter", half),
      text("original", "In the original language"),
    ],
  },
  {
    type: "sighting",
    title: "Sighting",
    says: "Somebody saw something. No identity is needed.",
    button: "Enter the sighting",
    fields: [
      line("observer", "Who saw it", both),
      { name: "about_count", label: "About how many", kind: "count", half: true },
      text("words", "What was seen, word for word", required),
      { name: "bearing_deg", label: "Bearing from the site, degrees true", kind: "bearing", half: true },
      { name: "range_m", label: "Range from the site, km", kind: "km", half: true },
      { name: "place", label: "Or a place, lat lon", kind: "place", hint: "33.84 38.31" },
      zone,
      grade,
    ],
  },
  {
    type: "attempt",
    title: "An attempt to reach them",
    button: "Enter the attempt",
    fields: [
      choice("kind", "Kind", ATTEMPTS, required),
      line("channel", "Over what channel", both),
      line("to", "To whom", both),
      text("words", "What was said", { ...required, hint: "Where to go, by when, and what will not be done meanwhile." }),
      text("in_return", "Asked of them in return", { when: (values) => values["kind"] === "offer" }),
      choice("marker", "Message marker", MARKERS, half),
      choice("could_be_heard", "Could they hear it?", HEARD, half),
      choice("receipt", "What shows receipt", RECEIPTS, half),
      line("interpreter", "Interpreter", half),
      text("read_back", "What they read back, word for word"),
      { name: "send", label: "Let standoff send it", kind: "flag", hint: "The channel is then one of the settings." },
    ],
  },
  {
    type: "answer",
    title: "What came back",
    button: "Enter the answer",
    fields: [
      { name: "attempt", label: "To which attempt", kind: "attempt" },
      choice("kind", "Answer", ANSWERS, both),
      line("from_whom", "From whom", both),
      text("words", "Their words"),
      choice("receipt", "What shows receipt", RECEIPTS, half),
      grade,
      text("original", "In the original language"),
    ],
  },
  {
    type: "decision",
    title: "Decision",
    says: "Spoken or by hand. Holding, stepping down and drawing back are as full as any other.",
    button: "Enter the decision",
    fields: [
      choice("kind", "Decided", DECISIONS, both),
      { name: "decided_by", label: "Decided by", kind: "person", required: true, half: true },
      { name: "until", label: "Hold until, UTC", kind: "ahead", required: true, when: (values) => values["kind"] === "hold" },
      line("rung", "Which rung", { ...both, when: approves }),
      line("seen", "Of what is there now", { ...both, when: approves, hint: "As the panel gives it, beside the rung" }),
      text("reason", "Reason", required),
      line("channel", "Spoken over", { half: true, hint: "Empty where who decided enters it" }),
      { name: "read_back", label: "It was read back", kind: "flag", half: true },
    ],
  },
  {
    type: "put_to_authority",
    title: "Put to the authority",
    button: "Put the question",
    fields: [
      text("question", "The question, in a line", required),
      { name: "immediate_danger", label: "People are in immediate danger", kind: "flag" },
    ],
  },
  {
    type: "doubt",
    title: "I doubt this, because",
    says: "It is shown where the decision is made.",
    button: "Enter the doubt",
    fields: [text("words", "Because", required)],
  },
  {
    type: "reported_action",
    title: "Reported action",
    says: "A fact, told by a named person. It moves nothing here.",
    button: "Enter the report",
    fields: [
      line("reported_by", "Who tells it", both),
      line("where", "Where", half),
      text("words", "What was done, in their words", required),
      line("done_by", "Done by", half),
      line("decided_by", "Decided by", half),
    ],
  },
  {
    type: "presence",
    title: "Who is there",
    says: "People who must not be harmed. A number that nobody knows stays empty, and is shown as unknown.",
    button: "Enter who is there",
    fields: [
      choice("whom", "Where", WHOM, both),
      line("category", "Who they are", { ...both, hint: "medical staff, shepherds, advisers" }),
      { name: "about_count", label: "About how many", kind: "count", half: true },
      line("source", "Who says so", both),
      line("where", "Place"),
      text("words", "In their words"),
    ],
  },
  {
    type: "claim",
    title: "A claim",
    says: "What anyone says, word for word, with who said it.",
    button: "Enter the claim",
    fields: [
      choice("about", "About", ABOUT, both),
      line("claimed_by", "Who says it", both),
      text("words", "Word for word", required),
      line("party", "For which party", half),
      line("source", "Where it was said", half),
      { name: "anonymous", label: "They wish to stay unnamed", kind: "flag" },
    ],
  },
  {
    type: "notice",
    title: "Notice given of the zone",
    button: "Enter the notice",
    fields: [
      line("to", "Who was told where the line is", both),
      line("channel", "Over what", both),
      text("words", "What they were told", required),
      text("confirmed", "How they confirmed it"),
    ],
  },
  {
    type: "encounter",
    title: "An earlier encounter",
    button: "Link the encounter",
    fields: [
      line("when", "When", both),
      line("where", "Where", both),
      text("words", "What happened", required),
      line("ended", "How it ended", half),
      line("source", "Who says so", half),
    ],
  },
  {
    type: "aftermath",
    title: "Aftermath",
    says: "It is not over when it stops.",
    button: "Enter it",
    fields: [
      line("reported_by", "Who reports it", required),
      text("words", "In their words", required),
      text("harm", "Harm reported"),
      line("medical_access", "Medical access", half),
      line("still_inside", "Who is still inside", half),
    ],
  },
  {
    type: "correction",
    title: "Correct an entry",
    says: "The correction stands beside the entry, which stays as it was.",
    button: "Enter the correction",
    fields: [
      { name: "corrects", label: "Entry", kind: "entry", required: true },
      text("words", "What is right", required),
    ],
  },
  {
    type: "resume",
    title: "Start the deadlines again",
    button: "Start them again",
    fields: [text("reason", "Reason", required)],
  },
  {
    type: "close",
    title: "Close the incident",
    button: "Close it",
    fields: [
      choice("disposition", "How it ended", DISPOSITIONS, required),
      text("words", "In words", required),
      text("aftermath", "Was anybody harmed, is there medical access, who is still inside, and who says so?", {
        hint: "Asked where no aftermath has been entered; not known is an answer.",
      }),
    ],
  },
  {
    type: "confirm",
    title: "Confirm: this was mine",
    says: "By who decided it, of the entry that recorded it.",
    button: "This was my decision",
    fields: [{ name: "decision", label: "Decision, by its entry", kind: "entry", required: true }],
  },
  {
    type: "acknowledge",
    title: "I have it",
    says: "The alarm comes again when that runs out and nothing was done.",
    button: "I have it",
    fields: [],
  },
  {
    type: "open",
    title: "Open an incident by hand",
    button: "Open it",
    fields: [text("why", "Why", required), zone],
  },
  {
    type: "reopen",
    title: "Open the incident again",
    says: "It is the same matter: it goes on where it was, and waits for the watch.",
    button: "Open it again",
    fields: [text("why", "Why", required)],
  },
];

const BY_TYPE = new Map<string, Form>([...FORMS, ...KEPT, ...OF_THE_DESK].map((form) => [form.type, form]));

/** The form for a type of act, or null where there is none. */
export function formOf(type: string): Form | null {
  return BY_TYPE.get(type) ?? null;
}

/** Acts that may stand outside an incident, or that find or open one. */
export const WITHOUT_INCIDENT = new Set<ActType>(["open", "sighting", "call", "claim", "encounter", "notice", "presence", "line", "excuse"]);

/** Acts that belong to no incident at all. */
export const WITHOUT_ANY = new Set<ActType>(["open", "hand_over", "take_over", "delegate", "revoke"]);

/** What may still be added to an incident that is closed. */
export const AFTER_THE_END = new Set<ActType>([
  "answer",
  "call",
  "doubt",
  "reported_action",
  "presence",
  "claim",
  "notice",
  "encounter",
  "aftermath",
  "correction",
  "confirm",
  "reopen",
  "receipt",
  "line",
  "link",
  "exhibit",
]);
