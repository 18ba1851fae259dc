CREATE TABLE "binding" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"subscription_id" uuid NOT NULL,
	"consent_id" uuid NOT NULL,
	"status" text NOT NULL,
	"return_url" text NOT NULL,
	"external_id" text,
	"confirmation_url" text,
	"created_at" timestamptz(3) NOT NULL,
	CONSTRAINT "binding_external_id_unique" UNIQUE("external_id"),
	CONSTRAINT "binding_status_known" CHECK ("binding"."status" in ('draft', 'pending', 'active', 'failed'))
);
--> statement-breakpoint
ALTER TABLE "binding" ADD CONSTRAINT "binding_subscription_id_subscription_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "public"."subscription"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "binding" ADD CONSTRAINT "binding_consent_id_consent_id_fk" FOREIGN KEY ("consent_id") REFERENCES "public"."consent"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "binding_by_user" ON "binding" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "binding_unfinished" ON "binding" USING btree ("id") WHERE "binding"."status" in ('draft', 'pending');