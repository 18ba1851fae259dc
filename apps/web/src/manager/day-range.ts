/** Whole days in Moscow, the last one not included; as the service takes them. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

/** The last so many days, today included. */
export function lastDays(count: number): DayRange {
  const today = moscowDay(new Date());
  return { from: plusDays(today, 1 - count), to: plusDays(today, 1) };
}

/** "2026-10-31" on the viewers' clock. */
export function moscowDay(at: Date): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Moscow" }).format(at);
}

/** The day so many days later; earlier when below zero. */
export function plusDays(day: string, count: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + count);
  return at.toISOString().slice(0, 10);
}

/** Every day of a range, in order. */
export function daysOf({ from, to }: DayRange): readonly string[] {
  const days: string[] = [];
  for (let day = from; day < to; day = plusDays(day, 1)) days.push(day);
  return days;
}
