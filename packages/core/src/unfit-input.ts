/** One thing wrong with an input that no schema could see. */
export interface InputFault {
  /** The input's field, as a dotted path. */
  readonly path: string;
  readonly code: string;
  /** Counted from 1, where the field has lines. */
  readonly line?: number;
  /** What of the field it is about: a variable, a tag. */
  readonly name?: string;
  /** A whole sentence that says what is wrong and what to do instead. */
  readonly message: string;
}

/** An input that fits its schema and cannot be taken all the same: everything that is wrong with it, at once. */
export class UnfitInput extends Error {
  override readonly name = "UnfitInput";
  constructor(readonly faults: readonly InputFault[]) {
    super(faults.map(({ path, message }) => `${path}: ${message}`).join(" "));
  }
}

/** @throws {UnfitInput} when there is any fault */
export function requireFit(faults: readonly InputFault[]): void {
  if (faults.length > 0) throw new UnfitInput(faults);
}
