/** The provider did not answer a question; asking again later is all there is to do. */
export class ProviderUnavailable extends Error {
  override readonly name = "ProviderUnavailable";
  constructor(
    cause: string,
    /** Milliseconds that the provider asked us to wait. */
    readonly retryAfter?: number,
  ) {
    super(`the payment provider did not answer: ${cause}`);
  }
}

/** Our shop id, key or permissions are wrong: nobody's payment failed, an engineer has to mend it. */
export class ProviderMisconfigured extends Error {
  override readonly name = "ProviderMisconfigured";
  /** A message that comes later tries again, so that this one is done. */
  readonly isPlanned: boolean;
  constructor(said: string, { isPlanned = false }: { readonly isPlanned?: boolean } = {}) {
    super(said);
    this.isPlanned = isPlanned;
  }
}

/** A row that must exist does not, or does not fit: only a person can tell why. */
export class Inconsistency extends Error {
  override readonly name = "Inconsistency";
}

/** The mail server takes no letter now; it is tried again for as long as it lasts. */
export class MailUnavailable extends Error {
  override readonly name: string = "MailUnavailable";
  /** The connection broke while the letter was handed over: the mail server may have taken it. */
  readonly mayHaveArrived: boolean = false;
}

/** A letter's template cannot say what it has to: once somebody has mended it, the letter can be sent. */
export class TemplateBroken extends Error {
  override readonly name = "TemplateBroken";
}
