/** What happens between us and the broker that a log or a metric wants to know. */
export type BrokerEvent =
  | { readonly kind: "connected" | "unblocked"; readonly connection: string }
  | { readonly kind: "blocked"; readonly connection: string; readonly reason: string }
  | { readonly kind: "disconnected"; readonly connection: string; readonly error: Error }
  | {
      readonly kind: "channel-lost";
      readonly connection: string;
      readonly channel: string;
      readonly error: Error;
    }
  | {
      readonly kind: "retry-scheduled";
      readonly topic: string;
      readonly id: string;
      readonly attempt: number;
      readonly milliseconds: number;
      readonly reason: string;
    }
  | { readonly kind: "dead-lettered"; readonly topic: string; readonly id: string; readonly reason: string }
  /** The broker delivers it again: the consumer stops, or lost its channel before it could answer. */
  | { readonly kind: "given-back"; readonly topic: string; readonly id: string; readonly reason: string }
  /** A retry or a dead letter could not be published yet; it is tried again, the message stays in hand. */
  | {
      readonly kind: "republish-failed";
      readonly topic: string;
      readonly id: string;
      readonly reason: string;
    }
  | { readonly kind: "dead-letter-replayed"; readonly topic: string; readonly id: string }
  | {
      readonly kind: "dead-letter-discarded";
      readonly topic: string;
      readonly id: string;
      readonly reason: string;
    };

export type Observer = (event: BrokerEvent) => void;
