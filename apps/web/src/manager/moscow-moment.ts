/**
 * What a field for a day and a minute holds ("2027-01-01T00:00"), as a moment of Moscow's clock, which the service
 * counts by; undefined while the field is empty. Moscow has kept this offset since October 2014.
 */
export function moscowMoment(typed: string): string | undefined {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(typed) ? `${typed}:00+03:00` : undefined;
}
