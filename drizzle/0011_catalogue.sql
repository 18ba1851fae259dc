ALTER TABLE "subscription" ADD COLUMN "extensions" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "subscription_type" ADD COLUMN "name_en" text;--> statement-breakpoint
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_extensions_listed" CHECK (jsonb_typeof("subscription"."extensions") = 'array');