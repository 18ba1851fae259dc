CREATE TABLE "inquiry" (
	"subject_id" uuid PRIMARY KEY NOT NULL,
	"next_at" timestamptz(3) NOT NULL
);
--> statement-breakpoint
DROP INDEX "subscription_due";--> statement-breakpoint
ALTER TABLE "payment" ADD COLUMN "last_sent_at" timestamptz(3);--> statement-breakpoint
ALTER TABLE "refund" ADD COLUMN "last_sent_at" timestamptz(3);--> statement-breakpoint
CREATE INDEX "outbox_relayed" ON "outbox" USING btree ("available_at","id") WHERE "outbox"."dead_at" is null;--> statement-breakpoint
CREATE INDEX "subscription_due" ON "subscription" USING btree ("end_date","id") WHERE "subscription"."state" in ('active', 'grace', 'hold');--> statement-breakpoint
ALTER TABLE "payment_method" ADD CONSTRAINT "payment_method_month_exists" CHECK ("payment_method"."card_expiry_month" between 1 and 12);--> statement-breakpoint
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_tries_counted" CHECK ("subscription"."tries" >= 0);