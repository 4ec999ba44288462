import type { Principal } from "../api/types";
import { desk } from "./desk.svelte";

const KEPT = "standoff.act-as";

/** Who acts at this screen: one of the session's principals, kept for as long as the tab is open. */
class Person {
  #chosen = $state(sessionStorage.getItem(KEPT) ?? "");

  among: Principal[] = $derived(desk.picture?.session.principals ?? []);
  roster: Principal[] = $derived(desk.picture?.session.roster ?? []);
  current = $derived(this.among.find((principal) => principal.id === this.#chosen) ?? this.among[0] ?? null);

  choose(id: string): void {
    this.#chosen = id;
    sessionStorage.setItem(KEPT, id);
  }

  /** A person's name by their id, or the id where nobody of that id is known. */
  name(id: string): string {
    return this.roster.find((principal) => principal.id === id)?.name ?? id;
  }
}

export const person = new Person();
