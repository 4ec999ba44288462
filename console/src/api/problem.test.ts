import { describe, expect, it } from "vitest";
import type { ActType } from "./types";
import { moves } from "./act";
import { fieldName, readProblem, unreachable } from "./problem";

describe("a refusal", () => {
  it("is read as RFC 9457 has it, with the form's own names of fields", () => {
    const body = { code: "invalid", detail: "d", remedy: "r", incident: "17-001", revision: 3, fields: { "what.words": "w", happened_at: "h" } };
    expect(readProblem(422, body)).toEqual({
      status: 422, code: "invalid", says: "d", remedy: "r", incident: "17-001", revision: 3, fields: { words: "w", happened_at: "h" },
    });
  });
  it.each([
    [503, null, "not-recorded"],
    [401, "<html>", "not-signed-in"],
    [500, [], "refused"],
  ])("%d with %j still says something", (status, body, code) => {
    const problem = readProblem(status, body);
    expect(problem.code).toBe(code);
    expect(problem.says).not.toBe("");
  });
  it("that never came does not claim that nothing was entered", () => expect(unreachable().says).toContain("Nobody can say"));
  it.each(["what.words", "$.what.words", "words"])("%s is the field words", (name) => expect(fieldName(name)).toBe("words"));
});

it("only acts that move an incident carry the revision that was seen", () => {
  const types: ActType[] = ["decision", "put_to_authority", "close", "resume", "acknowledge", "attempt", "doubt"];
  expect(types.filter(moves)).toHaveLength(5);
});
