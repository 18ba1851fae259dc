/** A refusal in the words of OAuth 2.0; the issuer answers it as `{ error, error_description }`. */
export class OAuthError extends Error {
  constructor(
    readonly status: number,
    readonly error: string,
    readonly description: string,
  ) {
    super(`${error}: ${description}`);
    this.name = "OAuthError";
  }
}

/** A refusal shown to a person in the browser, because there is no safe address to send him back to. */
export class PageError extends Error {
  constructor(readonly description: string) {
    super(description);
    this.name = "PageError";
  }
}
