import type { Instant } from "./instant.ts";
import type { Language } from "./language.ts";

/** Who a viewer is to us: the one row with personal data. */
export interface Viewer {
  /** The identity provider's subject; money rows carry only this opaque id. */
  readonly userId: string;
  /** Absent after erasure: then no letter and no receipt can be sent. */
  readonly email: string | undefined;
  readonly name: string | undefined;
  readonly language: Language;
  readonly updatedAt: Instant;
}
