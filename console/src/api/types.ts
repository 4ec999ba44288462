/** What the server sends, by the names of `standoff.model.panel`. The shapes are generated from `openapi.json`. */
import type { components } from "./schema";

type Schemas = components["schemas"];

/** The types of act that the desk takes. */
export type ActType = Schemas["Act"]["what"]["type"];
/** [lon, lat], as in GeoJSON. */
export type Place = [number, number];

export type ApprovalView = Schemas["ApprovalView"];
export type AnswerView = Schemas["AnswerView"];
export type Answered = Schemas["Answered"];
export type AttemptView = Schemas["AttemptView"];
export type Cue = Schemas["Cue"];
export type DeadlineView = Schemas["DeadlineView"];
export type DecisionView = Schemas["DecisionView"];
export type DeskView = Schemas["DeskView"];
export type FeedView = Schemas["FeedView"];
export type Flag = Schemas["Flag"];
export type IncidentLine = Schemas["IncidentLine"];
export type IncidentPanel = Schemas["IncidentPanel"];
export type LogLine = Schemas["LogLine"];
export type Picture = Schemas["Picture"];
export type Principal = Schemas["Principal"];
export type Raised = Schemas["Raised"];
export type RangeOverTime = Schemas["RangeOverTime"];
export type RangePoint = Schemas["RangePoint"];
export type RangeSeries = Schemas["RangeSeries"];
export type RungView = Schemas["RungView"];
export type SaidView = Schemas["SaidView"];
export type Session = Schemas["Session"];
export type TrackView = Schemas["TrackView"];
export type WayView = Schemas["WayView"];
export type ZoneView = Schemas["ZoneView"];
