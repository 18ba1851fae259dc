import { badTemplate } from "./bad-template.ts";
import { brokerDown } from "./broker-down.ts";
import { databaseDown } from "./database-down.ts";
import { erasureRequest } from "./erasure-request.ts";
import { keyRotation } from "./key-rotation.ts";
import type { RunbookInstallation } from "./open-runbook.ts";
import { providerDown } from "./provider-down.ts";
import { restoreFromBackup } from "./restore-from-backup.ts";
import { stuckPayments } from "./stuck-payments.ts";
import type { BookInHand } from "./type-section.ts";
import { webhookFlood } from "./webhook-flood.ts";
import { wrongPrice } from "./wrong-price.ts";

/** Brings a section's trouble about, types its commands, and looks at how it ended. */
export type Act = (cinema: RunbookInstallation, book: BookInHand) => Promise<void>;

/** The sections of docs/runbook.md, by the installation in which they are played one after the other. */
export const acts = {
  servers: {
    "Database down": databaseDown,
    "Broker down": brokerDown,
  },
  money: {
    "Provider down or slow": providerDown,
    "Wrong price": wrongPrice,
    "Bad template": badTemplate,
  },
  house: {
    "Stuck payments": stuckPayments,
    "Erasure request": erasureRequest,
    "Webhook flood": webhookFlood,
    "Restore from backup": restoreFromBackup,
    "Key rotation": keyRotation,
  },
} as const satisfies { readonly [installation: string]: { readonly [section: string]: Act } };
