const KEPT = "standoff.theme";

/** Dark or light: what was chosen here, else what the system prefers, else dark. */
class Theme {
  name = $state<"dark" | "light">("dark");

  constructor() {
    const kept = localStorage.getItem(KEPT);
    const light = kept ? kept === "light" : matchMedia("(prefers-color-scheme: light)").matches;
    this.#set(light ? "light" : "dark");
  }

  toggle(): void {
    this.#set(this.name === "dark" ? "light" : "dark");
    localStorage.setItem(KEPT, this.name);
  }

  #set(name: "dark" | "light"): void {
    this.name = name;
    document.documentElement.dataset["theme"] = name;
  }
}

export const theme = new Theme();

/** A colour of the theme, for what is drawn on a canvas. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
