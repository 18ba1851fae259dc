-- All migrations of a start are one transaction, beside versions that still run. Those lock subscriptions before they
-- change what hangs on them, so this gate comes first; the rest at once, for who has only read one of them meanwhile and
-- then waits at the gate stands in a circle with us, and `migrate` begins anew.
LOCK TABLE "subscription" IN EXCLUSIVE MODE;--> statement-breakpoint
LOCK TABLE "approval", "letter", "payment", "refund" IN ACCESS EXCLUSIVE MODE;--> statement-breakpoint
ALTER TABLE "approval" DROP CONSTRAINT "approval_status_known";--> statement-breakpoint
ALTER TABLE "approval" ADD CONSTRAINT "approval_status_known" CHECK ("approval"."status" in ('waiting', 'approved', 'rejected', 'withdrawn', 'superseded'));