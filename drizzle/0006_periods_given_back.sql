DROP INDEX "payment_one_per_period";--> statement-breakpoint
ALTER TABLE "payment" ADD COLUMN "undone_at" timestamptz(3);--> statement-breakpoint
CREATE UNIQUE INDEX "payment_one_per_period" ON "payment" USING btree ("subscription_id","period_number") WHERE "payment"."payment_status" <> 'canceled' and "payment"."undone_at" is null;