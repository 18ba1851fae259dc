-- One function for each base table instead of one that puts its statement together anew for every row: PostgreSQL
-- keeps the plan, which halves what a row of history costs.
DO $migration$
DECLARE
  base text;
BEGIN
  FOREACH base IN ARRAY ARRAY['subscription', 'subscription_type', 'payment', 'refund'] LOOP
    EXECUTE format($create$
      CREATE FUNCTION %1$I() RETURNS trigger LANGUAGE plpgsql AS $function$
      DECLARE
        changed %2$I := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
      BEGIN
        INSERT INTO %3$I (operation, changed_at, actor, reason, request_id, row_id, "row")
        VALUES (
          left(TG_OP, 1),
          clock_timestamp(),
          coalesce(nullif(current_setting('billing.actor', true), ''), 'database:' || session_user),
          nullif(current_setting('billing.reason', true), ''),
          nullif(current_setting('billing.request_id', true), ''),
          changed.id,
          to_jsonb(changed)
        );
        RETURN NULL;
      END
      $function$
    $create$, 'write_' || base || '_history', base, base || '_history');
    EXECUTE format(
      'CREATE OR REPLACE TRIGGER history AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION %I()',
      base,
      'write_' || base || '_history'
    );
  END LOOP;
END
$migration$;
--> statement-breakpoint
DROP FUNCTION write_history();
