/** Why a payment that only the provider knows cannot be recorded. */
const recordingObstacles = {
  recorded_already: "The payment has been recorded meanwhile.",
  not_final: "The provider has not finished with it yet.",
  viewer_unknown: "Its subscription is gone, and the order does not say whose it was.",
  first_period_gone: "Its subscription is gone, and an earlier period of it has not been recorded.",
  price_unknown: "The price that was charged is not in the catalogue.",
  sum_unexplained: "The sum is not the price of the period.",
  period_unknown: "Nothing says which period it was for.",
  earlier_period_missing: "A period before it has not been paid here yet; that one comes first.",
  period_under_way: "Another payment for the same period is under way.",
} as const;

export type RecordingObstacle = keyof typeof recordingObstacles;

/** What the rules know of that keeps a difference from being put right; a broken repair says what broke instead. */
export const differenceObstacles = {
  ...recordingObstacles,
  period_paid_twice: "Another payment has paid the same period.",
  nothing_owed: "The viewer is owed nothing for it any more, so the money would go back.",
  money_would_go_back: "The money would go back.",
  provider_silent: "The provider did not answer; it is asked again.",
  nothing_ready: "Nothing can be done about it by itself.",
  second_person: "A second person has to agree that so much goes back",
} as const;

export type DifferenceObstacle = keyof typeof differenceObstacles;

/** Which of them a difference was written down with; undefined for words from elsewhere, as of a broken repair. */
export function obstacleNamed(said: string): DifferenceObstacle | undefined {
  const names = Object.keys(differenceObstacles) as DifferenceObstacle[];
  return names.find((name) => said.startsWith(differenceObstacles[name]));
}
