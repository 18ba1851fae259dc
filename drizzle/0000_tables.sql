CREATE TABLE "charging_halt" (
	"id" smallint PRIMARY KEY NOT NULL,
	"reason" text NOT NULL,
	"halted_by" text NOT NULL,
	"halted_at" timestamptz(3) NOT NULL
);
--> statement-breakpoint
CREATE TABLE "consent" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"subscription_type_id" uuid NOT NULL,
	"version" text NOT NULL,
	"text" text NOT NULL,
	"amount" bigint NOT NULL,
	"period_unit" text NOT NULL,
	"period_count" smallint NOT NULL,
	"given_at" timestamptz(3) NOT NULL,
	"ip" text
);
--> statement-breakpoint
CREATE TABLE "idempotency" (
	"actor" text NOT NULL,
	"procedure" text NOT NULL,
	"key" text NOT NULL,
	"input_hash" text NOT NULL,
	"answer" jsonb,
	"created_at" timestamptz(3) NOT NULL,
	CONSTRAINT "idempotency_actor_procedure_key_pk" PRIMARY KEY("actor","procedure","key")
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"source" text NOT NULL,
	"message_id" text NOT NULL,
	"body_hash" text NOT NULL,
	"received_at" timestamptz(3) NOT NULL,
	CONSTRAINT "inbox_source_message_id_pk" PRIMARY KEY("source","message_id")
);
--> statement-breakpoint
CREATE TABLE "job_run" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"started_at" timestamptz(3) NOT NULL,
	"finished_at" timestamptz(3),
	"counts" jsonb,
	"error" text
);
--> statement-breakpoint
CREATE TABLE "letter" (
	"id" uuid PRIMARY KEY NOT NULL,
	"cause" text NOT NULL,
	"user_id" text NOT NULL,
	"template" text NOT NULL,
	"language" text NOT NULL,
	"data" jsonb NOT NULL,
	"status" text NOT NULL,
	"created_at" timestamptz(3) NOT NULL,
	"sent_at" timestamptz(3),
	"error" text,
	CONSTRAINT "letter_once" UNIQUE("cause","user_id","template"),
	CONSTRAINT "letter_status_known" CHECK ("letter"."status" in ('queued', 'sent', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" uuid PRIMARY KEY NOT NULL,
	"topic" text NOT NULL,
	"body" jsonb NOT NULL,
	"dedupe_key" text,
	"available_at" timestamptz(3) NOT NULL,
	"created_at" timestamptz(3) DEFAULT now() NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"claimed_once" boolean DEFAULT false NOT NULL,
	"claimed_by" text,
	"claimed_until" timestamptz(3),
	"last_error" text,
	"first_failed_at" timestamptz(3),
	"dead_at" timestamptz(3)
);
--> statement-breakpoint
CREATE TABLE "payment" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"subscription_id" uuid NOT NULL,
	"price_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"period_number" integer NOT NULL,
	"payment_amount" bigint NOT NULL,
	"payment_status" text NOT NULL,
	"refunded_kopecks" bigint NOT NULL,
	"payment_method_id" uuid,
	"consent_id" uuid,
	"save_method" boolean NOT NULL,
	"return_url" text,
	"external_payment_id" text,
	"confirmation_url" text,
	"sent_at" timestamptz(3),
	"sent_times" integer NOT NULL,
	"payment_date" timestamptz(3),
	"cancellation_party" text,
	"cancellation_reason" text,
	"receipt_registration" text,
	"request_id" text,
	"created_at" timestamptz(3) NOT NULL,
	CONSTRAINT "payment_external_payment_id_unique" UNIQUE("external_payment_id"),
	CONSTRAINT "payment_amount_positive" CHECK ("payment"."payment_amount" > 0),
	CONSTRAINT "payment_refunded_within_amount" CHECK ("payment"."refunded_kopecks" >= 0 and "payment"."refunded_kopecks" <= "payment"."payment_amount"),
	CONSTRAINT "payment_refunded_only_when_paid" CHECK ("payment"."refunded_kopecks" = 0 or "payment"."payment_status" = 'succeeded'),
	CONSTRAINT "payment_purpose_known" CHECK ("payment"."purpose" in ('first', 'renewal')),
	CONSTRAINT "payment_status_known" CHECK ("payment"."payment_status" in ('draft', 'pending', 'waiting_for_capture', 'unknown', 'succeeded', 'canceled')),
	CONSTRAINT "payment_succeeded_has_date" CHECK ("payment"."payment_status" <> 'succeeded' or "payment"."payment_date" is not null),
	CONSTRAINT "payment_saves_only_with_consent" CHECK (not "payment"."save_method" or "payment"."consent_id" is not null),
	CONSTRAINT "payment_renewal_has_method" CHECK ("payment"."purpose" = 'first' or "payment"."payment_method_id" is not null or "payment"."return_url" is not null)
);
--> statement-breakpoint
CREATE TABLE "payment_history" (
	"history_id" bigserial PRIMARY KEY NOT NULL,
	"operation" text NOT NULL,
	"changed_at" timestamptz(3) NOT NULL,
	"actor" text NOT NULL,
	"reason" text,
	"request_id" text,
	"row_id" uuid NOT NULL,
	"row" jsonb NOT NULL,
	CONSTRAINT "payment_history_operation_known" CHECK ("payment_history"."operation" in ('I', 'U', 'D'))
);
--> statement-breakpoint
CREATE TABLE "payment_method" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"external_id" text NOT NULL,
	"type" text NOT NULL,
	"title" text NOT NULL,
	"card_last4" text,
	"card_expiry_month" smallint,
	"card_expiry_year" smallint,
	"consent_id" uuid NOT NULL,
	"linked_at" timestamptz(3) NOT NULL,
	"unlinked_at" timestamptz(3),
	CONSTRAINT "payment_method_external_id_unique" UNIQUE("external_id")
);
--> statement-breakpoint
CREATE TABLE "price" (
	"id" uuid PRIMARY KEY NOT NULL,
	"subscription_type_id" uuid NOT NULL,
	"amount" bigint NOT NULL,
	"starts_at" timestamptz(3) NOT NULL,
	CONSTRAINT "price_one_per_start" UNIQUE("subscription_type_id","starts_at"),
	CONSTRAINT "price_amount_positive" CHECK ("price"."amount" > 0)
);
--> statement-breakpoint
CREATE TABLE "refund" (
	"id" uuid PRIMARY KEY NOT NULL,
	"payment_id" uuid NOT NULL,
	"refund_amount" bigint NOT NULL,
	"refund_status" text NOT NULL,
	"kind" text NOT NULL,
	"reason" text NOT NULL,
	"tries" integer NOT NULL,
	"external_refund_id" text,
	"sent_at" timestamptz(3),
	"sent_times" integer NOT NULL,
	"refund_date" timestamptz(3),
	"cancellation_party" text,
	"cancellation_reason" text,
	"receipt_registration" text,
	"request_id" text,
	"created_at" timestamptz(3) NOT NULL,
	CONSTRAINT "refund_external_refund_id_unique" UNIQUE("external_refund_id"),
	CONSTRAINT "refund_amount_positive" CHECK ("refund"."refund_amount" > 0),
	CONSTRAINT "refund_status_known" CHECK ("refund"."refund_status" in ('requested', 'pending', 'succeeded', 'canceled')),
	CONSTRAINT "refund_kind_known" CHECK ("refund"."kind" in ('full', 'partial', 'prorated', 'duplicate')),
	CONSTRAINT "refund_succeeded_has_date" CHECK ("refund"."refund_status" <> 'succeeded' or "refund"."refund_date" is not null)
);
--> statement-breakpoint
CREATE TABLE "refund_history" (
	"history_id" bigserial PRIMARY KEY NOT NULL,
	"operation" text NOT NULL,
	"changed_at" timestamptz(3) NOT NULL,
	"actor" text NOT NULL,
	"reason" text,
	"request_id" text,
	"row_id" uuid NOT NULL,
	"row" jsonb NOT NULL,
	CONSTRAINT "refund_history_operation_known" CHECK ("refund_history"."operation" in ('I', 'U', 'D'))
);
--> statement-breakpoint
CREATE TABLE "subscription" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"product" text NOT NULL,
	"subscription_type_id" uuid NOT NULL,
	"price_id" uuid NOT NULL,
	"state" text NOT NULL,
	"is_repeatable" boolean NOT NULL,
	"start_date" timestamptz(3),
	"end_date" timestamptz(3),
	"paid_periods" integer NOT NULL,
	"payment_id" uuid,
	"payment_method_id" uuid,
	"consent_id" uuid,
	"parked_reason" text,
	"tries" integer NOT NULL,
	"retry_at" timestamptz(3),
	"notice_period" integer,
	"notice_price_id" uuid,
	"language" text NOT NULL,
	"version" integer NOT NULL,
	"created_at" timestamptz(3) NOT NULL,
	"is_active" boolean GENERATED ALWAYS AS (state in ('active', 'grace')) STORED NOT NULL,
	CONSTRAINT "subscription_state_known" CHECK ("subscription"."state" in ('pending', 'active', 'grace', 'hold', 'ended', 'abandoned')),
	CONSTRAINT "subscription_live_has_period" CHECK ("subscription"."state" not in ('active', 'grace', 'hold') or ("subscription"."start_date" is not null and "subscription"."end_date" > "subscription"."start_date" and "subscription"."paid_periods" > 0 and "subscription"."payment_id" is not null))
);
--> statement-breakpoint
CREATE TABLE "subscription_history" (
	"history_id" bigserial PRIMARY KEY NOT NULL,
	"operation" text NOT NULL,
	"changed_at" timestamptz(3) NOT NULL,
	"actor" text NOT NULL,
	"reason" text,
	"request_id" text,
	"row_id" uuid NOT NULL,
	"row" jsonb NOT NULL,
	CONSTRAINT "subscription_history_operation_known" CHECK ("subscription_history"."operation" in ('I', 'U', 'D'))
);
--> statement-breakpoint
CREATE TABLE "subscription_type" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"product" text NOT NULL,
	"amount" bigint NOT NULL,
	"period_unit" text NOT NULL,
	"period_count" smallint NOT NULL,
	"is_active" boolean NOT NULL,
	CONSTRAINT "subscription_type_amount_positive" CHECK ("subscription_type"."amount" > 0),
	CONSTRAINT "subscription_type_period_unit_known" CHECK ("subscription_type"."period_unit" in ('day', 'week', 'month', 'year')),
	CONSTRAINT "subscription_type_period_count_positive" CHECK ("subscription_type"."period_count" > 0)
);
--> statement-breakpoint
CREATE TABLE "subscription_type_history" (
	"history_id" bigserial PRIMARY KEY NOT NULL,
	"operation" text NOT NULL,
	"changed_at" timestamptz(3) NOT NULL,
	"actor" text NOT NULL,
	"reason" text,
	"request_id" text,
	"row_id" uuid NOT NULL,
	"row" jsonb NOT NULL,
	CONSTRAINT "subscription_type_history_operation_known" CHECK ("subscription_type_history"."operation" in ('I', 'U', 'D'))
);
--> statement-breakpoint
CREATE TABLE "template" (
	"event" text NOT NULL,
	"language" text NOT NULL,
	"version" integer NOT NULL,
	"subject" text NOT NULL,
	"html" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamptz(3) NOT NULL,
	CONSTRAINT "template_event_language_version_pk" PRIMARY KEY("event","language","version")
);
--> statement-breakpoint
CREATE TABLE "viewer" (
	"user_id" text PRIMARY KEY NOT NULL,
	"email" text,
	"name" text,
	"language" text NOT NULL,
	"updated_at" timestamptz(3) NOT NULL
);
--> statement-breakpoint
ALTER TABLE "consent" ADD CONSTRAINT "consent_subscription_type_id_subscription_type_id_fk" FOREIGN KEY ("subscription_type_id") REFERENCES "public"."subscription_type"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment" ADD CONSTRAINT "payment_subscription_id_subscription_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "public"."subscription"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment" ADD CONSTRAINT "payment_price_id_price_id_fk" FOREIGN KEY ("price_id") REFERENCES "public"."price"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment" ADD CONSTRAINT "payment_payment_method_id_payment_method_id_fk" FOREIGN KEY ("payment_method_id") REFERENCES "public"."payment_method"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment" ADD CONSTRAINT "payment_consent_id_consent_id_fk" FOREIGN KEY ("consent_id") REFERENCES "public"."consent"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_method" ADD CONSTRAINT "payment_method_consent_id_consent_id_fk" FOREIGN KEY ("consent_id") REFERENCES "public"."consent"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "price" ADD CONSTRAINT "price_subscription_type_id_subscription_type_id_fk" FOREIGN KEY ("subscription_type_id") REFERENCES "public"."subscription_type"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refund" ADD CONSTRAINT "refund_payment_id_payment_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_subscription_type_id_subscription_type_id_fk" FOREIGN KEY ("subscription_type_id") REFERENCES "public"."subscription_type"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_price_id_price_id_fk" FOREIGN KEY ("price_id") REFERENCES "public"."price"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_payment_id_payment_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_payment_method_id_payment_method_id_fk" FOREIGN KEY ("payment_method_id") REFERENCES "public"."payment_method"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_consent_id_consent_id_fk" FOREIGN KEY ("consent_id") REFERENCES "public"."consent"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_notice_price_id_price_id_fk" FOREIGN KEY ("notice_price_id") REFERENCES "public"."price"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "job_run_by_name" ON "job_run" USING btree ("name","started_at");--> statement-breakpoint
CREATE INDEX "letter_by_user" ON "letter" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "outbox_one_waiting" ON "outbox" USING btree ("dedupe_key") WHERE not "outbox"."claimed_once" and "outbox"."dedupe_key" is not null;--> statement-breakpoint
CREATE INDEX "outbox_available" ON "outbox" USING btree ("topic","available_at") WHERE "outbox"."dead_at" is null;--> statement-breakpoint
CREATE INDEX "outbox_dead" ON "outbox" USING btree ("dead_at") WHERE "outbox"."dead_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "payment_one_per_period" ON "payment" USING btree ("subscription_id","period_number") WHERE "payment"."payment_status" <> 'canceled';--> statement-breakpoint
CREATE INDEX "payment_by_user" ON "payment" USING btree ("user_id","created_at");--> statement-breakpoint
CREATE INDEX "payment_unfinished" ON "payment" USING btree ("created_at") WHERE "payment"."payment_status" in ('draft', 'pending', 'waiting_for_capture', 'unknown');--> statement-breakpoint
CREATE INDEX "payment_history_by_row" ON "payment_history" USING btree ("row_id","history_id");--> statement-breakpoint
CREATE INDEX "payment_history_by_actor" ON "payment_history" USING btree ("actor","changed_at");--> statement-breakpoint
CREATE INDEX "payment_method_by_user" ON "payment_method" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "refund_by_payment" ON "refund" USING btree ("payment_id");--> statement-breakpoint
CREATE INDEX "refund_unfinished" ON "refund" USING btree ("created_at") WHERE "refund"."refund_status" in ('requested', 'pending');--> statement-breakpoint
CREATE INDEX "refund_history_by_row" ON "refund_history" USING btree ("row_id","history_id");--> statement-breakpoint
CREATE INDEX "refund_history_by_actor" ON "refund_history" USING btree ("actor","changed_at");--> statement-breakpoint
CREATE UNIQUE INDEX "subscription_one_live" ON "subscription" USING btree ("user_id","product") WHERE "subscription"."state" in ('active', 'grace', 'hold');--> statement-breakpoint
CREATE INDEX "subscription_by_user" ON "subscription" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "subscription_due" ON "subscription" USING btree ("end_date") WHERE "subscription"."state" in ('active', 'grace', 'hold');--> statement-breakpoint
CREATE INDEX "subscription_history_by_row" ON "subscription_history" USING btree ("row_id","history_id");--> statement-breakpoint
CREATE INDEX "subscription_history_by_actor" ON "subscription_history" USING btree ("actor","changed_at");--> statement-breakpoint
CREATE INDEX "subscription_type_history_by_row" ON "subscription_type_history" USING btree ("row_id","history_id");--> statement-breakpoint
CREATE INDEX "subscription_type_history_by_actor" ON "subscription_type_history" USING btree ("actor","changed_at");