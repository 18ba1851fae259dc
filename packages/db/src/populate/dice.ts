/**
 * A number from 0 to 1 that is always the same for the same row and the same use, so that a seeding can be repeated
 * and two statements agree without telling each other.
 * @param row an SQL expression of a whole number
 * @param use tells one question about a row from another
 */
export function chance(row: string, use: number): string {
  return `((hashint8extended((${row})::bigint, ${use}) & 16777215) / 16777216.0::float8)`;
}

/**
 * An id in the form of UUID version 7: its order is that of the moment.
 * @param at an SQL expression of the moment
 * @param name an SQL expression of a text that no other row has
 */
export function idAt(at: string, name: string): string {
  const time = `lpad(to_hex((extract(epoch from ${at}) * 1000)::bigint), 12, '0')`;
  return `overlay(overlay(overlay(md5(${name}) placing ${time} from 1) placing '7' from 13) placing '8' from 17)::uuid`;
}

/** The id of a request, in the form of a UUID. */
export function requestNamed(name: string): string {
  return `(md5(${name})::uuid)::text`;
}

/** Whole seconds are what the invented people and jobs act at. */
export function atSecond(expression: string): string {
  return `date_trunc('second', ${expression})`;
}

/** A number of days, as far as a fraction of one. */
export function days(expression: string): string {
  return `((${expression}) * interval '1 day')`;
}
