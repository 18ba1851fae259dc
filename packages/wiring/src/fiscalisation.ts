import type { GatewaySettings } from "@cinema/yookassa/gateway";
import type { WorldConfiguration } from "./open-world.ts";

/** Fiscal receipts (54-FZ) are on when the VAT code is given. */
export function fiscalisationOf(
  configuration: Pick<WorldConfiguration, Extract<keyof WorldConfiguration, `FISCALISATION_${string}`>>,
): GatewaySettings["fiscalisation"] {
  const vatCode = configuration.FISCALISATION_VAT_CODE;
  if (vatCode === undefined) return undefined;
  return {
    vatCode,
    paymentMode: configuration.FISCALISATION_PAYMENT_MODE,
    paymentSubject: configuration.FISCALISATION_PAYMENT_SUBJECT,
    measure: configuration.FISCALISATION_MEASURE,
    taxSystemCode: configuration.FISCALISATION_TAX_SYSTEM_CODE,
  };
}
