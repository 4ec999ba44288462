/** Metres as people say them: `340 m`, `4.2 km`, `27.4 km`, `112 km`. */
export function length(metres: number): string {
  if (metres < 1000) return `${Math.round(metres)} m`;
  const km = metres / 1000;
  return km < 100 ? `${km.toFixed(1)} km` : `${Math.round(km)} km`;
}

/** Metres a second as kilometres an hour: `38 km/h`. */
export function speed(mps: number): string {
  return `${Math.round(mps * 3.6)} km/h`;
}

/** A course in three digits: `042°`. */
export function course(degrees: number): string {
  return `${String(Math.round(degrees) % 360).padStart(3, "0")}°`;
}

/** A place in degrees: `33.5058 N 38.6178 E`. */
export function place(lat: number, lon: number): string {
  const ns = lat < 0 ? "S" : "N";
  const ew = lon < 0 ? "W" : "E";
  return `${Math.abs(lat).toFixed(4)} ${ns} ${Math.abs(lon).toFixed(4)} ${ew}`;
}
