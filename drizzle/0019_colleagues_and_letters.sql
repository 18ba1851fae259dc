CREATE TABLE "colleague" (
	"user_id" text PRIMARY KEY NOT NULL,
	"name" text,
	"email" text,
	"named_at" timestamptz(3) NOT NULL
);
--> statement-breakpoint
DROP INDEX "letter_by_template";--> statement-breakpoint
DROP INDEX "letter_unsent";--> statement-breakpoint
CREATE INDEX "letter_by_time" ON "letter" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "letter_by_template" ON "letter" USING btree ("template","created_at","id");--> statement-breakpoint
CREATE INDEX "letter_unsent" ON "letter" USING btree ("status","created_at","id") WHERE "letter"."status" <> 'sent';