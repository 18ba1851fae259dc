/** Why a row changed that a viewer changed himself: a viewer gives no reason, so what he does stands in its place. */
export const viewerReasons = {
  subscribe: "subscribes",
  renewalOn: "switches automatic renewal on",
  renewalOff: "switches automatic renewal off",
  payDue: "pays for the owed period",
  changeMethod: "changes the card",
  unlinkMethod: "unlinks a payment method",
  previewRefund: "looks what a refund would be",
  requestRefund: "asks for a refund",
  takeMailings: "takes mailings",
  refuseMailings: "refuses mailings",
} as const;
