CREATE TABLE "mailing" (
	"id" uuid PRIMARY KEY NOT NULL,
	"event" text NOT NULL,
	"templates" jsonb NOT NULL,
	"fallback_language" text,
	"audience" jsonb NOT NULL,
	"data" jsonb NOT NULL,
	"send_at" timestamptz(3) NOT NULL,
	"is_service" boolean NOT NULL,
	"letters_per_minute" integer NOT NULL,
	"state" text NOT NULL,
	"page" integer NOT NULL,
	"position" text,
	"is_written" boolean NOT NULL,
	"written" integer NOT NULL,
	"expected" integer,
	"paused_because" text,
	"approved_by" text,
	"created_by" text NOT NULL,
	"created_at" timestamptz(3) NOT NULL,
	"started_at" timestamptz(3),
	"finished_at" timestamptz(3),
	CONSTRAINT "mailing_state_known" CHECK ("mailing"."state" in ('draft', 'running', 'paused', 'stopped', 'finished')),
	CONSTRAINT "mailing_pace_positive" CHECK ("mailing"."letters_per_minute" > 0)
);
--> statement-breakpoint
CREATE TABLE "mailing_choice" (
	"user_id" text PRIMARY KEY NOT NULL,
	"is_refused" boolean NOT NULL,
	"cause" text NOT NULL,
	"at" timestamptz(3) NOT NULL
);
--> statement-breakpoint
ALTER TABLE "letter" DROP CONSTRAINT "letter_status_known";--> statement-breakpoint
ALTER TABLE "letter" ADD COLUMN "mailing_id" uuid;--> statement-breakpoint
ALTER TABLE "letter" ADD COLUMN "template_version" integer;--> statement-breakpoint
ALTER TABLE "letter" ADD COLUMN "draft" jsonb;--> statement-breakpoint
ALTER TABLE "letter" ADD COLUMN "unsubscribe_token" uuid;--> statement-breakpoint
ALTER TABLE "letter" ADD COLUMN "bounced_at" timestamptz(3);--> statement-breakpoint
ALTER TABLE "template" ADD COLUMN "variables" jsonb;--> statement-breakpoint
ALTER TABLE "viewer" ADD COLUMN "email_since" timestamptz(3);--> statement-breakpoint
ALTER TABLE "viewer" ADD COLUMN "erased_at" timestamptz(3);--> statement-breakpoint
CREATE INDEX "mailing_by_state" ON "mailing" USING btree ("state","id");--> statement-breakpoint
ALTER TABLE "letter" ADD CONSTRAINT "letter_mailing_id_mailing_id_fk" FOREIGN KEY ("mailing_id") REFERENCES "public"."mailing"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "letter_of_mailing" ON "letter" USING btree ("mailing_id","status","id") WHERE "letter"."mailing_id" is not null;--> statement-breakpoint
CREATE INDEX "letter_by_token" ON "letter" USING btree ("unsubscribe_token") WHERE "letter"."unsubscribe_token" is not null;--> statement-breakpoint
CREATE INDEX "letter_bounced" ON "letter" USING btree ("user_id") WHERE "letter"."bounced_at" is not null;--> statement-breakpoint
ALTER TABLE "letter" ADD CONSTRAINT "letter_status_known" CHECK ("letter"."status" in ('queued', 'sending', 'sent', 'failed', 'skipped'));--> statement-breakpoint
UPDATE "viewer" SET "erased_at" = "updated_at" WHERE "email" IS NULL;
--> statement-breakpoint
CREATE TRIGGER mailing_contents_stay BEFORE UPDATE ON mailing FOR EACH ROW
  WHEN ((NEW.event, NEW.templates, NEW.fallback_language, NEW.audience, NEW.data, NEW.is_service, NEW.created_by)
    IS DISTINCT FROM (OLD.event, OLD.templates, OLD.fallback_language, OLD.audience, OLD.data, OLD.is_service, OLD.created_by))
  EXECUTE FUNCTION refuse_change('what a mailing says and to whom never changes: make another one');
--> statement-breakpoint
CREATE TRIGGER mailing_final_state_stays BEFORE UPDATE ON mailing FOR EACH ROW
  WHEN (OLD.state IN ('stopped', 'finished') AND NEW.state <> OLD.state)
  EXECUTE FUNCTION refuse_change('a final state never changes');
--> statement-breakpoint
CREATE TRIGGER mailing_is_kept BEFORE DELETE ON mailing FOR EACH ROW
  EXECUTE FUNCTION refuse_change('what was sent to whom is never deleted');
