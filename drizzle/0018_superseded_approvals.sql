-- What a version that still runs locks in a settlement, it locks after its subscription: whoever migrates must come to
-- that gate before the tables behind it, which he then keeps until the last of all migrations is through.
LOCK TABLE "subscription" IN EXCLUSIVE MODE;--> statement-breakpoint
ALTER TABLE "approval" DROP CONSTRAINT "approval_status_known";--> statement-breakpoint
ALTER TABLE "approval" ADD CONSTRAINT "approval_status_known" CHECK ("approval"."status" in ('waiting', 'approved', 'rejected', 'withdrawn', 'superseded'));