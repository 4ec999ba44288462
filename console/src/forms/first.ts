import type { Form, Values } from "./fields";

/** What a form begins with: what is given, the first of a closed list that need not be chosen, and nothing else. */
export function first(form: Form, given: Values): Values {
  const values: Values = { happened_at: "", late_because: "" };
  for (const field of form.fields) {
    if (field.kind === "flag") values[field.name] = false;
    else if (field.kind === "choice" && !field.required) values[field.name] = field.choices?.[0]?.value ?? "";
    else values[field.name] = "";
  }
  return { ...values, ...given };
}
