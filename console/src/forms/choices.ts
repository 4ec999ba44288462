import { choices } from "./fields";

/** The closed lists of `standoff.model.acts`, in words. */
export const ATTEMPTS = choices({
  inform: "Inform: tell the counterpart's line what is seen",
  contact: "Contact: speak to them directly",
  relay: "Relay: ask a third party to reach them",
  offer: "Offer: a step of ours against a step of theirs",
  protect: "Protect: move, shelter or hold back our own people",
});

export const MARKERS = choices({
  information: "Information",
  warning: "Warning",
  advice: "Advice",
  instruction: "Instruction (only by who may instruct)",
});

export const HEARD = choices({ unknown: "Not known", yes: "Yes", no: "No" });

export const RECEIPTS = choices({
  none: "Nothing yet",
  asked: "Receipt asked for",
  delivered: "Delivered",
  read_back: "Read back",
  passed_on: "Passed on",
  acted_on: "Acted on",
});

export const ANSWERS = choices({
  complied: "They comply",
  partly: "They comply in part",
  refused: "They refuse",
  not_ours: "Not ours",
  cannot_reach_them: "Cannot reach them",
  asks_time: "Ask for time",
  counter_demand: "Make a counter-demand",
  offers: "Offer something",
  none: "No answer came",
  unknown: "Not known what it means",
});

export const DECISIONS = choices({
  hold: "Hold until",
  step_down: "Step down",
  draw_back: "Draw back",
  go_on: "Go on trying to reach them",
  approve: "Approve a rung",
});

export const DISPOSITIONS = choices({
  turned_back: "Turned back",
  halted: "Halted",
  drew_off: "Drew off",
  passed_through: "Passed through",
  stayed: "Stayed",
  permitted: "Permitted movement",
  lost: "Lost from sight",
  ended_elsewhere: "Ended elsewhere",
  mistaken: "Mistaken",
});

export const LINE_STATES = choices({
  open: "Open",
  degraded: "Degraded",
  suspended: "Suspended",
  down: "Down",
  unknown: "Not known",
});

export const ROLES = choices({ watch: "Watch", liaison: "Liaison", authority: "Authority", monitor: "Monitor" });

export const WHOM = choices({ site: "At the site", zone: "Elsewhere in the zone", group: "In the group" });

export const ABOUT = choices({
  purpose: "Purpose",
  distance: "Distance",
  losses: "Losses",
  identity: "Identity",
  legitimacy: "Legitimacy",
  line: "The line",
  conduct: "Conduct",
  other: "Something else",
});
