CREATE TABLE "difference" (
	"id" uuid PRIMARY KEY NOT NULL,
	"class" text NOT NULL,
	"object" text NOT NULL,
	"sides" jsonb NOT NULL,
	"action" text,
	"obstacle" text,
	"status" text NOT NULL,
	"occurred_at" timestamptz(3) NOT NULL,
	"found_at" timestamptz(3) NOT NULL,
	"seen_at" timestamptz(3) NOT NULL,
	"seen_by" text NOT NULL,
	"resolved_at" timestamptz(3),
	"resolved_by" text,
	"resolution" text,
	CONSTRAINT "difference_once" UNIQUE("object","class"),
	CONSTRAINT "difference_status_known" CHECK ("difference"."status" in ('open', 'repaired', 'dismissed', 'vanished')),
	CONSTRAINT "difference_closed_by_somebody" CHECK (("difference"."status" = 'open') = ("difference"."resolved_by" is null))
);
--> statement-breakpoint
CREATE TABLE "reconciliation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"span_from" timestamptz(3) NOT NULL,
	"span_to" timestamptz(3) NOT NULL,
	"status" text NOT NULL,
	"requested_by" text NOT NULL,
	"reason" text NOT NULL,
	"requested_at" timestamptz(3) NOT NULL,
	"started_at" timestamptz(3),
	"compared_until" timestamptz(3) NOT NULL,
	"beat_at" timestamptz(3),
	"finished_at" timestamptz(3),
	"counts" jsonb NOT NULL,
	"error" text,
	CONSTRAINT "reconciliation_status_known" CHECK ("reconciliation"."status" in ('waiting', 'running', 'done', 'failed')),
	CONSTRAINT "reconciliation_span_forward" CHECK ("reconciliation"."span_from" < "reconciliation"."span_to" and "reconciliation"."compared_until" between "reconciliation"."span_from" and "reconciliation"."span_to")
);
--> statement-breakpoint
CREATE INDEX "difference_open" ON "difference" USING btree ("occurred_at","id") WHERE "difference"."status" = 'open';--> statement-breakpoint
CREATE INDEX "difference_by_status" ON "difference" USING btree ("status","id");--> statement-breakpoint
CREATE INDEX "difference_by_class" ON "difference" USING btree ("class","id");--> statement-breakpoint
CREATE INDEX "reconciliation_unfinished" ON "reconciliation" USING btree ("id") WHERE "reconciliation"."status" in ('waiting', 'running');--> statement-breakpoint
CREATE INDEX "reconciliation_by_requester" ON "reconciliation" USING btree ("requested_by","requested_at");--> statement-breakpoint
CREATE INDEX "payment_by_sending" ON "payment" USING btree ("sent_at","id") WHERE "payment"."sent_at" is not null;--> statement-breakpoint
CREATE INDEX "refund_by_sending" ON "refund" USING btree ("sent_at","id") WHERE "refund"."sent_at" is not null;
--> statement-breakpoint
CREATE TRIGGER difference_is_kept BEFORE DELETE ON difference FOR EACH ROW
  EXECUTE FUNCTION refuse_change('what differed is never deleted');
--> statement-breakpoint
CREATE TRIGGER reconciliation_is_kept BEFORE DELETE ON reconciliation FOR EACH ROW
  EXECUTE FUNCTION refuse_change('what was compared is never deleted');
--> statement-breakpoint
-- A payment that is recorded after the fact and the subscription that it pays for come in one save, each naming the other.
ALTER TABLE subscription ALTER CONSTRAINT subscription_payment_id_payment_id_fk DEFERRABLE INITIALLY DEFERRED;
