DROP INDEX "job_run_by_name";--> statement-breakpoint
ALTER TABLE "job_run" ALTER COLUMN "started_at" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "job_run" ADD COLUMN "is_dry" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "job_run" ADD COLUMN "requested_by" text;--> statement-breakpoint
ALTER TABLE "job_run" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "job_run" ADD COLUMN "requested_at" timestamptz(3);--> statement-breakpoint
ALTER TABLE "job_run" ADD COLUMN "alive_at" timestamptz(3);--> statement-breakpoint
ALTER TABLE "job_run" ADD COLUMN "attempts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "job_run_one_under_way" ON "job_run" USING btree ("name") WHERE "job_run"."alive_at" is not null and "job_run"."finished_at" is null;--> statement-breakpoint
CREATE INDEX "letter_queued" ON "letter" USING btree ("created_at") WHERE "letter"."status" = 'queued';--> statement-breakpoint
CREATE INDEX "subscription_unannounced" ON "subscription" USING btree ("end_date","id") WHERE "subscription"."state" in ('active', 'grace', 'hold') and "subscription"."is_repeatable" and "subscription"."parked_reason" is null and "subscription"."payment_method_id" is not null and "subscription"."notice_period" is distinct from "subscription"."paid_periods" + 1;--> statement-breakpoint
CREATE INDEX "subscription_announced" ON "subscription" USING btree ("end_date","id") WHERE "subscription"."state" in ('active', 'grace', 'hold') and "subscription"."is_repeatable" and "subscription"."parked_reason" is null and "subscription"."payment_method_id" is not null and "subscription"."notice_period" = "subscription"."paid_periods" + 1;--> statement-breakpoint
CREATE INDEX "job_run_by_name" ON "job_run" USING btree ("name","id");