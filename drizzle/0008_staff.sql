CREATE TABLE "act" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"subject" text NOT NULL,
	"details" jsonb NOT NULL,
	"at" timestamptz(3) NOT NULL,
	"actor" text DEFAULT coalesce(nullif(current_setting('billing.actor', true), ''), 'database:' || session_user) NOT NULL,
	"reason" text DEFAULT nullif(current_setting('billing.reason', true), ''),
	"request_id" text DEFAULT nullif(current_setting('billing.request_id', true), '')
);
--> statement-breakpoint
CREATE TABLE "approval" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"wish" jsonb NOT NULL,
	"status" text NOT NULL,
	"requested_by" text NOT NULL,
	"reason" text NOT NULL,
	"requested_at" timestamptz(3) NOT NULL,
	"decided_by" text,
	"decision_reason" text,
	"decided_at" timestamptz(3),
	CONSTRAINT "approval_status_known" CHECK ("approval"."status" in ('waiting', 'approved', 'rejected', 'withdrawn')),
	CONSTRAINT "approval_decided_by_somebody" CHECK (("approval"."status" = 'waiting') = ("approval"."decided_by" is null)),
	CONSTRAINT "approval_by_a_second_person" CHECK ("approval"."status" not in ('approved', 'rejected') or "approval"."decided_by" <> "approval"."requested_by")
);
--> statement-breakpoint
CREATE INDEX "act_by_subject" ON "act" USING btree ("subject","id");--> statement-breakpoint
CREATE INDEX "act_by_actor" ON "act" USING btree ("actor","id");--> statement-breakpoint
CREATE INDEX "approval_waiting" ON "approval" USING btree ("id") WHERE "approval"."status" = 'waiting';--> statement-breakpoint
CREATE INDEX "approval_by_subject" ON "approval" USING btree ("subject");--> statement-breakpoint
CREATE TRIGGER act_is_immutable BEFORE UPDATE OR DELETE ON act FOR EACH ROW
  EXECUTE FUNCTION refuse_change('what was done is never rewritten');
--> statement-breakpoint
CREATE TRIGGER approval_decision_stays BEFORE UPDATE ON approval FOR EACH ROW
  WHEN (OLD.status <> 'waiting' OR (to_jsonb(NEW) - ARRAY['status', 'decided_by', 'decision_reason', 'decided_at'])
    IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['status', 'decided_by', 'decision_reason', 'decided_at']))
  EXECUTE FUNCTION refuse_change('a wish is never rewritten, and decided once');
--> statement-breakpoint
CREATE TRIGGER approval_is_kept BEFORE DELETE ON approval FOR EACH ROW
  EXECUTE FUNCTION refuse_change('who asked and who decided is never deleted');
