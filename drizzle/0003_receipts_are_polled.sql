DROP INDEX "payment_unfinished";--> statement-breakpoint
DROP INDEX "refund_unfinished";--> statement-breakpoint
CREATE INDEX "payment_unfinished" ON "payment" USING btree ("created_at") WHERE "payment"."payment_status" in ('draft', 'pending', 'waiting_for_capture', 'unknown') or "payment"."receipt_registration" = 'pending';--> statement-breakpoint
CREATE INDEX "refund_unfinished" ON "refund" USING btree ("created_at") WHERE "refund"."refund_status" in ('requested', 'pending') or "refund"."receipt_registration" = 'pending';