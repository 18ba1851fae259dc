DROP INDEX "act_by_actor";--> statement-breakpoint
DROP INDEX "payment_history_by_actor";--> statement-breakpoint
DROP INDEX "refund_history_by_actor";--> statement-breakpoint
DROP INDEX "subscription_history_by_actor";--> statement-breakpoint
DROP INDEX "subscription_type_history_by_actor";--> statement-breakpoint
CREATE INDEX "act_by_request" ON "act" USING btree ("request_id","at","id") WHERE "act"."request_id" is not null;--> statement-breakpoint
CREATE INDEX "act_by_staff" ON "act" USING btree ("at","id") WHERE split_part(actor, ':', 1) in ('manager', 'support', 'finance', 'auditor', 'person', 'database');--> statement-breakpoint
CREATE INDEX "payment_history_by_request" ON "payment_history" USING btree ("request_id","changed_at","history_id") WHERE "payment_history"."request_id" is not null;--> statement-breakpoint
CREATE INDEX "payment_history_by_staff" ON "payment_history" USING btree ("changed_at","history_id") WHERE split_part(actor, ':', 1) in ('manager', 'support', 'finance', 'auditor', 'person', 'database');--> statement-breakpoint
CREATE INDEX "refund_history_by_request" ON "refund_history" USING btree ("request_id","changed_at","history_id") WHERE "refund_history"."request_id" is not null;--> statement-breakpoint
CREATE INDEX "refund_history_by_staff" ON "refund_history" USING btree ("changed_at","history_id") WHERE split_part(actor, ':', 1) in ('manager', 'support', 'finance', 'auditor', 'person', 'database');--> statement-breakpoint
CREATE INDEX "subscription_newest_of_group" ON "subscription" USING btree ("state","subscription_type_id","is_repeatable",("parked_reason" is not null),("tries" > 0),"id");--> statement-breakpoint
CREATE INDEX "subscription_ending_of_group" ON "subscription" USING btree ("state","subscription_type_id","is_repeatable",("parked_reason" is not null),("tries" > 0),"end_date","id") WHERE "subscription"."end_date" is not null;--> statement-breakpoint
CREATE INDEX "subscription_history_by_request" ON "subscription_history" USING btree ("request_id","changed_at","history_id") WHERE "subscription_history"."request_id" is not null;--> statement-breakpoint
CREATE INDEX "subscription_history_by_staff" ON "subscription_history" USING btree ("changed_at","history_id") WHERE split_part(actor, ':', 1) in ('manager', 'support', 'finance', 'auditor', 'person', 'database');--> statement-breakpoint
CREATE INDEX "subscription_type_history_by_request" ON "subscription_type_history" USING btree ("request_id","changed_at","history_id") WHERE "subscription_type_history"."request_id" is not null;--> statement-breakpoint
CREATE INDEX "subscription_type_history_by_staff" ON "subscription_type_history" USING btree ("changed_at","history_id") WHERE split_part(actor, ':', 1) in ('manager', 'support', 'finance', 'auditor', 'person', 'database');--> statement-breakpoint
CREATE INDEX "viewer_by_email" ON "viewer" USING btree (lower(left("email", 320)) collate "C","user_id");--> statement-breakpoint
CREATE INDEX "viewer_by_name" ON "viewer" USING btree (lower(left("name", 320)) collate "C","user_id");--> statement-breakpoint
CREATE INDEX "act_by_actor" ON "act" USING btree ("actor","at","id");--> statement-breakpoint
CREATE INDEX "payment_history_by_actor" ON "payment_history" USING btree ("actor","changed_at","history_id");--> statement-breakpoint
CREATE INDEX "refund_history_by_actor" ON "refund_history" USING btree ("actor","changed_at","history_id");--> statement-breakpoint
CREATE INDEX "subscription_history_by_actor" ON "subscription_history" USING btree ("actor","changed_at","history_id");--> statement-breakpoint
CREATE INDEX "subscription_type_history_by_actor" ON "subscription_type_history" USING btree ("actor","changed_at","history_id");