import { cut } from "./wire.ts";

const limit = 500;
const cardNumber = /\d(?:[ -]?\d){12,18}/g;
const email = /[^\s@"'<>]+@[^\s@"'<>]+/g;

/**
 * Makes the function that every text of the provider passes before it may enter an answer, and so a log: our
 * secrets, anything that looks like a card number, and e-mail addresses are struck out, and the rest is cut
 * to 500 characters.
 */
export function createRedact(secrets: readonly string[]): (text: string) => string {
  return (text) => {
    const known = secrets.reduce((rest, secret) => rest.replaceAll(secret, "[secret]"), text);
    return cut(known.replace(cardNumber, "[number]").replace(email, "[email]"), limit);
  };
}
