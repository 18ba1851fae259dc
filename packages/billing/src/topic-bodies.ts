import type { Topic } from "@cinema/core/message";
import { z } from "zod";

/** The body of each of our own commands as whoever takes it reads it: ids only, the rest is loaded. */
export const topicBodies = {
  "payment.charge": z.object({ payment_id: z.uuid() }),
  "payment.settle": z.union([
    z.object({ payment_id: z.uuid() }),
    z.object({ external_id: z.string().min(1) }),
  ]),
  "refund.issue": z.object({ refund_id: z.uuid() }),
  "refund.settle": z.union([z.object({ refund_id: z.uuid() }), z.object({ external_id: z.string().min(1) })]),
  "binding.settle": z.union([
    z.object({ binding_id: z.uuid() }),
    z.object({ external_id: z.string().min(1) }),
  ]),
  "letter.deliver": z.object({ letter_id: z.uuid() }),
  "job.run": z.object({ run_id: z.uuid() }),
  "mailing.page": z.object({ mailing_id: z.uuid(), page: z.int().min(0) }),
  "mailing.deliver": z.object({ letter_id: z.uuid() }),
} satisfies { readonly [T in Topic]: z.ZodType };
