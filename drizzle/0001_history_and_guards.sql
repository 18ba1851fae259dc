-- History: whoever changes one of the four base tables, also by hand in psql, leaves a row.
-- Actor, reason and request id travel by set_config in the transaction.
CREATE FUNCTION write_history() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed record := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
  EXECUTE format(
    'INSERT INTO %I (operation, changed_at, actor, reason, request_id, row_id, "row") VALUES ($1, clock_timestamp(), $2, $3, $4, $5, $6)',
    TG_TABLE_NAME || '_history'
  ) USING
    left(TG_OP, 1),
    coalesce(nullif(current_setting('billing.actor', true), ''), 'database:' || session_user),
    nullif(current_setting('billing.reason', true), ''),
    nullif(current_setting('billing.request_id', true), ''),
    changed.id,
    to_jsonb(changed);
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER history AFTER INSERT OR UPDATE OR DELETE ON subscription FOR EACH ROW EXECUTE FUNCTION write_history();
--> statement-breakpoint
CREATE TRIGGER history AFTER INSERT OR UPDATE OR DELETE ON subscription_type FOR EACH ROW EXECUTE FUNCTION write_history();
--> statement-breakpoint
CREATE TRIGGER history AFTER INSERT OR UPDATE OR DELETE ON payment FOR EACH ROW EXECUTE FUNCTION write_history();
--> statement-breakpoint
CREATE TRIGGER history AFTER INSERT OR UPDATE OR DELETE ON refund FOR EACH ROW EXECUTE FUNCTION write_history();
--> statement-breakpoint
-- No charge on an unlinked method: the share lock makes an unlinking and a charge wait for each other.
CREATE FUNCTION refuse_charge_on_unlinked_method() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- An upsert of a payment that has long left is no new charge.
  IF TG_OP = 'INSERT' AND EXISTS (SELECT 1 FROM payment WHERE id = NEW.id) THEN
    RETURN NEW;
  END IF;
  PERFORM 1 FROM payment_method WHERE id = NEW.payment_method_id AND unlinked_at IS NULL FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'payment % charges an unlinked payment method', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_not_on_unlinked_method';
  END IF;
  RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER method_is_linked_on_insert BEFORE INSERT ON payment FOR EACH ROW
  WHEN (NEW.payment_method_id IS NOT NULL AND NEW.payment_status IN ('draft', 'pending'))
  EXECUTE FUNCTION refuse_charge_on_unlinked_method();
--> statement-breakpoint
CREATE TRIGGER method_is_linked_on_sending BEFORE UPDATE ON payment FOR EACH ROW
  WHEN (NEW.payment_method_id IS NOT NULL AND OLD.sent_at IS NULL AND NEW.sent_at IS NOT NULL)
  EXECUTE FUNCTION refuse_charge_on_unlinked_method();
--> statement-breakpoint
-- Final states never change; an unlinking is final; sums, prices, consents and templates are never rewritten.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%: %', TG_TABLE_NAME, TG_ARGV[0] USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
END
$$;
--> statement-breakpoint
CREATE TRIGGER payment_final_state_stays BEFORE UPDATE ON payment FOR EACH ROW
  WHEN (OLD.payment_status IN ('succeeded', 'canceled') AND NEW.payment_status <> OLD.payment_status)
  EXECUTE FUNCTION refuse_change('a final state never changes');
--> statement-breakpoint
CREATE TRIGGER payment_amount_stays BEFORE UPDATE ON payment FOR EACH ROW
  WHEN (NEW.payment_amount <> OLD.payment_amount OR NEW.subscription_id <> OLD.subscription_id OR NEW.user_id <> OLD.user_id)
  EXECUTE FUNCTION refuse_change('sum, subscription and payer of a payment never change');
--> statement-breakpoint
CREATE TRIGGER refund_final_state_stays BEFORE UPDATE ON refund FOR EACH ROW
  WHEN (OLD.refund_status IN ('succeeded', 'canceled') AND NEW.refund_status <> OLD.refund_status)
  EXECUTE FUNCTION refuse_change('a final state never changes');
--> statement-breakpoint
CREATE TRIGGER refund_amount_stays BEFORE UPDATE ON refund FOR EACH ROW
  WHEN (NEW.refund_amount <> OLD.refund_amount OR NEW.payment_id <> OLD.payment_id)
  EXECUTE FUNCTION refuse_change('sum and payment of a refund never change');
--> statement-breakpoint
CREATE TRIGGER subscription_final_state_stays BEFORE UPDATE ON subscription FOR EACH ROW
  WHEN (OLD.state IN ('ended', 'abandoned') AND NEW.state <> OLD.state)
  EXECUTE FUNCTION refuse_change('a final state never changes');
--> statement-breakpoint
CREATE TRIGGER payment_method_unlinking_is_final BEFORE UPDATE ON payment_method FOR EACH ROW
  WHEN (OLD.unlinked_at IS NOT NULL AND NEW.unlinked_at IS DISTINCT FROM OLD.unlinked_at)
  EXECUTE FUNCTION refuse_change('an unlinked payment method stays unlinked');
--> statement-breakpoint
CREATE TRIGGER subscription_type_length_stays BEFORE UPDATE ON subscription_type FOR EACH ROW
  WHEN (NEW.period_unit <> OLD.period_unit OR NEW.period_count <> OLD.period_count OR NEW.product <> OLD.product)
  EXECUTE FUNCTION refuse_change('length and product of a subscription type never change');
--> statement-breakpoint
CREATE TRIGGER price_is_immutable BEFORE UPDATE OR DELETE ON price FOR EACH ROW
  EXECUTE FUNCTION refuse_change('a price is never rewritten: add a new version');
--> statement-breakpoint
CREATE TRIGGER template_is_immutable BEFORE UPDATE OR DELETE ON template FOR EACH ROW
  EXECUTE FUNCTION refuse_change('a template is never rewritten: add a new version');
--> statement-breakpoint
-- The address alone may be erased from the evidence of a consent.
CREATE TRIGGER consent_is_immutable BEFORE UPDATE ON consent FOR EACH ROW
  WHEN ((to_jsonb(NEW) - 'ip') IS DISTINCT FROM (to_jsonb(OLD) - 'ip') OR NEW.ip IS NOT NULL)
  EXECUTE FUNCTION refuse_change('a consent is evidence and is never rewritten');
--> statement-breakpoint
CREATE TRIGGER consent_is_kept BEFORE DELETE ON consent FOR EACH ROW
  EXECUTE FUNCTION refuse_change('a consent is evidence and is never deleted');
