/** A page of a list in the order of more than one column: so many rows after the position of the last one seen. */
export interface Keyset<Position> {
  /** Undefined: from the first row on. */
  readonly after: Position | undefined;
  readonly limit: number;
}
