ALTER TABLE "subscription" ADD COLUMN "ended_at" timestamptz(3);--> statement-breakpoint
ALTER TABLE "subscription" ADD COLUMN "end_cause" text;--> statement-breakpoint
CREATE INDEX "payment_by_subscription" ON "payment" USING btree ("subscription_id","period_number");--> statement-breakpoint
CREATE INDEX "payment_paid" ON "payment" USING btree ("payment_date","price_id","payment_amount") WHERE "payment"."payment_status" = 'succeeded';--> statement-breakpoint
CREATE INDEX "payment_declined" ON "payment" USING btree ("created_at","subscription_id","period_number","cancellation_reason") WHERE "payment"."payment_status" = 'canceled' and "payment"."purpose" = 'renewal';--> statement-breakpoint
CREATE INDEX "refund_paid_back" ON "refund" USING btree ("refund_date","payment_id","refund_amount") WHERE "refund"."refund_status" = 'succeeded';--> statement-breakpoint
CREATE INDEX "refund_asked_for" ON "refund" USING btree ("created_at","kind","refund_status","refund_amount");--> statement-breakpoint
CREATE INDEX "subscription_standing" ON "subscription" USING btree ("state","subscription_type_id","price_id","is_repeatable") WHERE "subscription"."state" in ('active', 'grace', 'hold');--> statement-breakpoint
CREATE INDEX "subscription_started" ON "subscription" USING btree ("start_date","subscription_type_id") WHERE "subscription"."start_date" is not null;--> statement-breakpoint
CREATE INDEX "subscription_ended" ON "subscription" USING btree ("ended_at","subscription_type_id","end_cause") WHERE "subscription"."ended_at" is not null;