import { type Kopecks, kopecks } from "./money.ts";

/** Up to where one member of the staff may go alone. */
export interface StaffLimits {
  /** The most that the staff may have given back of one payment with a refund of Support, in kopecks. */
  readonly supportRefund: Kopecks;
  /** A refund with which the staff gives back more than this of one payment waits for a second Manager, in kopecks. */
  readonly refundAlone: Kopecks;
  /** A mailing to more viewers than this waits for a second Manager. */
  readonly mailingAlone: number;
}

export const defaultStaffLimits: StaffLimits = {
  supportRefund: kopecks(100_000),
  refundAlone: kopecks(500_000),
  mailingAlone: 1_000,
};
