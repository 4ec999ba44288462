import { HEARD, LINE_STATES, RECEIPTS, ROLES } from "./choices";
import { choice, line, list, text, type Form } from "./fields";

const half = { half: true };
const required = { required: true };
const both = { required: true, half: true };

/** Forms for what is kept beside attempts: receipts, lines, excuses, splits, links, exhibits. */
export const KEPT: Form[] = [
  {
    type: "receipt",
    title: "What became of an attempt",
    says: "A third party's word is hearsay: say who says so, and grade it.",
    button: "Enter it",
    fields: [
      { name: "attempt", label: "Of which attempt", kind: "attempt", required: true },
      choice("receipt", "What shows receipt", RECEIPTS, both),
      line("said_by", "Who says so", both),
      choice("could_be_heard", "Could they hear it?", HEARD, half),
      { name: "grade", label: "Grade", kind: "grade", half: true, hint: "A-F and 1-6, as B2" },
      text("read_back", "What was read back, word for word"),
      text("words", "In their words"),
    ],
  },
  {
    type: "line",
    title: "What is said of a line",
    says: "A claim, by who makes it; whether it answers is known from what is said over it.",
    button: "Enter it",
    fields: [
      line("channel", "Which line", both),
      choice("state", "It is said to be", LINE_STATES, both),
      line("claimed_by", "Who says so", both),
      line("source", "Where it was said", half),
      text("words", "Word for word"),
    ],
  },
  {
    type: "excuse",
    title: "The rule does not apply to a track",
    says: "On a stated ground, until a time. It approves of nothing.",
    button: "Enter it",
    fields: [
      line("track", "Which track", { ...both, hint: "As on the map: source|entity" }),
      line("party", "Whose they are said to be", half),
      line("ground", "On what ground", { ...required, hint: "Notified, a works vessel, aid, somebody who lives there" }),
      { name: "until", label: "Until, UTC", kind: "ahead", required: true },
      text("words", "In their words"),
    ],
  },
  {
    type: "split",
    title: "Some of them go another way",
    says: "An incident of their own opens, linked to this one. No decision goes with them.",
    button: "Open one for them",
    fields: [list("tracks", "Which tracks", { ...required, hint: "As on the map, with commas between" }), text("words", "What is seen", required)],
  },
  {
    type: "link",
    title: "Link another incident",
    says: "They have to do with each other, and stay two.",
    button: "Link them",
    fields: [line("to", "Which incident", { ...required, hint: "As 17-002" }), text("words", "How", required)],
  },
  {
    type: "exhibit",
    title: "Evidence that is kept elsewhere",
    button: "Enter it",
    fields: [
      text("words", "What it is", required),
      line("source", "Who has it", both),
      line("where", "Where it is kept", half),
      line("sha256", "Its SHA-256", { hint: "64 hexadecimal digits, so that it can be known again" }),
    ],
  },
];

/** Forms for who has the watch and who acts for whom: of the desk, and of no incident. */
export const OF_THE_DESK: Form[] = [
  {
    type: "hand_over",
    title: "Hand over the watch",
    says: "Until they take it, it is yours.",
    button: "Hand it over",
    fields: [
      choice("role", "Of which role", ROLES, both),
      { name: "to", label: "To whom", kind: "person", required: true, half: true },
      text("words", "What they should know"),
    ],
  },
  {
    type: "take_over",
    title: "Take over the watch",
    button: "I have the watch",
    fields: [choice("role", "Of which role", ROLES, required), text("words", "What was handed over")],
  },
  {
    type: "delegate",
    title: "Let somebody act for you",
    says: "They act for you, for up to 30 days. Of two who approve, neither acts for the other.",
    button: "Delegate",
    fields: [
      { name: "to", label: "Who", kind: "person", required: true, half: true },
      list("roles", "In which of your roles", { ...both, hint: "As authority, with commas between" }),
      { name: "until", label: "Until, UTC", kind: "ahead", required: true },
      text("reason", "Reason", required),
    ],
  },
  {
    type: "revoke",
    title: "Take back what was delegated",
    button: "Take it back",
    fields: [{ name: "delegation", label: "Entry that delegated it", kind: "entry", required: true }, text("reason", "Reason", required)],
  },
];
