import { Inconsistency, ProviderMisconfigured, ProviderUnavailable } from "./failures.ts";
import type { GatewayAnswer } from "./gateway.ts";

/**
 * The value of an answer to a question that changes nothing (get, find): any other outcome is an error that
 * the queue repeats.
 * @throws {ProviderUnavailable} no answer, or too many questions
 * @throws {ProviderMisconfigured} 401, 403
 * @throws {Inconsistency} the provider does not know what it told us itself
 */
export function answered<T>(answer: GatewayAnswer<T>): T {
  switch (answer.kind) {
    case "answered":
      return answer.value;
    case "throttled":
      throw new ProviderUnavailable("too many requests", answer.retryAfter);
    case "unknown":
      throw new ProviderUnavailable(answer.cause);
    case "unauthorised":
      throw new ProviderMisconfigured(`${answer.status} ${answer.code}: ${answer.description}`);
    case "refused":
      throw new Inconsistency(`${answer.status} ${answer.code}: ${answer.description}`);
  }
}
