/** What other services may ask by message (docs/messages.md); a change that breaks callers gets a new version. */
export const commandTopics = [
  "billing.charge.v1",
  "billing.refund.v1",
  "billing.auto-renew.v1",
  "billing.notify.v1",
  "billing.erase-user.v1",
  "billing.letter-bounced.v1",
] as const;

export type CommandTopic = (typeof commandTopics)[number];

/** One request of another service: no two of a publisher bear the same id. */
export interface CommandIdentity {
  readonly command: CommandTopic;
  /** The RabbitMQ user whom the broker vouches for. */
  readonly publisher: string;
  readonly requestId: string;
}
