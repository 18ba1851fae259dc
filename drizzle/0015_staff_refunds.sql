ALTER TABLE "letter" ADD COLUMN "copy_of" uuid;--> statement-breakpoint
ALTER TABLE "payment" ADD COLUMN "method_type" text;--> statement-breakpoint
ALTER TABLE "refund" ADD COLUMN "requested_by" text;--> statement-breakpoint
ALTER TABLE "letter" ADD CONSTRAINT "letter_copy_of_letter_id_fk" FOREIGN KEY ("copy_of") REFERENCES "public"."letter"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "letter_by_template" ON "letter" USING btree ("template","id");--> statement-breakpoint
CREATE INDEX "letter_unsent" ON "letter" USING btree ("status","id") WHERE "letter"."status" <> 'sent';--> statement-breakpoint
CREATE INDEX "letter_copies" ON "letter" USING btree ("copy_of") WHERE "letter"."copy_of" is not null;--> statement-breakpoint
CREATE INDEX "payment_by_time" ON "payment" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "payment_by_amount" ON "payment" USING btree ("payment_amount");