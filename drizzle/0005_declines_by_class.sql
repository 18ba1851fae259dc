ALTER TABLE "subscription" ADD COLUMN "decline_class" text;--> statement-breakpoint
ALTER TABLE "subscription" ADD COLUMN "class_tries" integer DEFAULT 0 NOT NULL;