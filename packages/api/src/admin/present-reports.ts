import type { LeavingRow, RevenueRow, StandingRow } from "@cinema/billing/reports";
import { kopecks } from "@cinema/core/money";
import type { PeriodLength } from "@cinema/core/period";
import { churnOf, perMonth, type Recovery } from "@cinema/core/reporting";
import type { SubscriptionState } from "@cinema/core/subscription";

export interface PresentedRevenue {
  /** A day in Moscow: "2026-10-31". */
  readonly day: string;
  readonly subscriptionTypeId: string;
  readonly typeName: string;
  readonly payments: number;
  readonly paidKopecks: number;
  readonly refunds: number;
  readonly refundedKopecks: number;
  readonly netKopecks: number;
}

export function presentRevenue({ paid, refunded, ...row }: RevenueRow): PresentedRevenue {
  return { ...row, paidKopecks: paid, refundedKopecks: refunded, netKopecks: paid - refunded };
}

export interface PresentedStanding {
  readonly subscriptionTypeId: string;
  readonly typeName: string;
  readonly length: PeriodLength;
  readonly state: SubscriptionState;
  /** False: cancelled, it runs to the end of what is paid. */
  readonly isRepeatable: boolean;
  readonly count: number;
  /** What those who renew come to in an average month; nothing for those who do not. */
  readonly monthlyKopecks: number;
}

/** Monthly recurring revenue is of those who may watch and renew by themselves, at the prices they last paid. */
export function presentStanding({ perPeriod, ...row }: StandingRow): PresentedStanding {
  const isRecurring = row.isRepeatable && row.state !== "hold";
  return { ...row, monthlyKopecks: isRecurring ? perMonth(perPeriod, row.length) : 0 };
}

export interface PresentedChurn {
  readonly subscriptionTypeId: string;
  readonly typeName: string;
  readonly liveAtStart: number;
  readonly started: number;
  readonly voluntary: number;
  /** Who would have paid and could not be charged. */
  readonly involuntary: number;
  /** Of those live at the start, in ten-thousandths (450 is 4.5 %); null when there was none. */
  readonly rate: number | null;
}

export function presentChurn(row: LeavingRow): PresentedChurn {
  const { subscriptionTypeId, typeName, liveAtStart, started } = row;
  return { subscriptionTypeId, typeName, liveAtStart, started, ...churnOf(row) };
}

export interface PresentedRecovery extends Omit<Recovery, "recoveredAmount"> {
  readonly recoveredKopecks: number;
}

export function presentRecovery({ recoveredAmount, ...row }: Recovery): PresentedRecovery {
  return { ...row, recoveredKopecks: kopecks(recoveredAmount) };
}
