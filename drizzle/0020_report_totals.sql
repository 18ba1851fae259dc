-- Whoever changes a subscription or a payment locks subscriptions first, as we do.
LOCK TABLE "subscription" IN EXCLUSIVE MODE;--> statement-breakpoint
DROP INDEX "payment_declined";--> statement-breakpoint
DROP INDEX "refund_paid_back";--> statement-breakpoint
CREATE TABLE "declined_period" (
	"subscription_id" uuid NOT NULL,
	"period_number" integer NOT NULL,
	"declined_at" timestamptz(3) NOT NULL,
	"reason" text NOT NULL,
	"recovered_amount" bigint,
	"is_open" boolean NOT NULL,
	CONSTRAINT "declined_period_subscription_id_period_number_pk" PRIMARY KEY("subscription_id","period_number")
);
--> statement-breakpoint
CREATE TABLE "revenue_total" (
	"day" date NOT NULL,
	"price_id" uuid NOT NULL,
	"part" smallint NOT NULL,
	"payments" integer NOT NULL,
	"paid" bigint NOT NULL,
	"refunds" integer NOT NULL,
	"refunded" bigint NOT NULL,
	CONSTRAINT "revenue_total_day_price_id_part_pk" PRIMARY KEY("day","price_id","part")
);
--> statement-breakpoint
-- Sessions that settle at the same time add to rows of their own instead of waiting for each other's commit.
CREATE FUNCTION add_to_revenue(at timestamptz, price uuid, more_payments integer, more_paid bigint, more_refunds integer, more_refunded bigint)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO revenue_total AS t (day, price_id, part, payments, paid, refunds, refunded)
  VALUES ((at AT TIME ZONE 'Europe/Moscow')::date, price, pg_backend_pid() % 32, more_payments, more_paid, more_refunds, more_refunded)
  ON CONFLICT (day, price_id, part) DO UPDATE SET
    payments = t.payments + excluded.payments, paid = t.paid + excluded.paid,
    refunds = t.refunds + excluded.refunds, refunded = t.refunded + excluded.refunded;
END
$$;
--> statement-breakpoint
CREATE FUNCTION count_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.payment_status = 'succeeded' THEN
    PERFORM add_to_revenue(OLD.payment_date, OLD.price_id, -1, -OLD.payment_amount, 0, 0);
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.payment_status = 'succeeded' THEN
    PERFORM add_to_revenue(NEW.payment_date, NEW.price_id, 1, NEW.payment_amount, 0, 0);
  END IF;
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE FUNCTION count_refund() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.refund_status = 'succeeded' THEN
    PERFORM add_to_revenue(OLD.refund_date, (SELECT price_id FROM payment WHERE id = OLD.payment_id), 0, 0, -1, -OLD.refund_amount);
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.refund_status = 'succeeded' THEN
    PERFORM add_to_revenue(NEW.refund_date, (SELECT price_id FROM payment WHERE id = NEW.payment_id), 0, 0, 1, NEW.refund_amount);
  END IF;
  RETURN NULL;
END
$$;
--> statement-breakpoint
-- What the tables say of one period, written anew: few payments are of the same one.
CREATE FUNCTION follow_declined_period(subscription uuid, period integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM declined_period WHERE subscription_id = subscription AND period_number = period;
  INSERT INTO declined_period (subscription_id, period_number, declined_at, reason, recovered_amount, is_open)
  SELECT subscription, period, first.created_at, first.cancellation_reason, paid.payment_amount,
    paid.payment_amount IS NULL AND s.state IN ('active', 'grace', 'hold') AND s.paid_periods < period
  FROM (
    SELECT created_at, cancellation_reason FROM payment
    WHERE subscription_id = subscription AND period_number = period AND payment_status = 'canceled'
      AND purpose = 'renewal' AND cancellation_reason <> 'withdrawn'
    ORDER BY created_at, id LIMIT 1
  ) first
    JOIN subscription s ON s.id = subscription
    LEFT JOIN LATERAL (
      SELECT payment_amount FROM payment
      WHERE subscription_id = subscription AND period_number = period AND payment_status = 'succeeded'
      ORDER BY payment_date, id LIMIT 1
    ) paid ON true;
END
$$;
--> statement-breakpoint
CREATE FUNCTION follow_declined_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND (TG_OP = 'DELETE' OR OLD.period_number <> NEW.period_number) THEN
    PERFORM follow_declined_period(OLD.subscription_id, OLD.period_number);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM follow_declined_period(NEW.subscription_id, NEW.period_number);
  END IF;
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE FUNCTION follow_open_periods() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE declined_period SET is_open = NOT is_open
  WHERE subscription_id = NEW.id
    AND is_open <> (recovered_amount IS NULL AND NEW.state IN ('active', 'grace', 'hold') AND NEW.paid_periods < period_number);
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER revenue_on_insert AFTER INSERT ON payment FOR EACH ROW
  WHEN (NEW.payment_status = 'succeeded') EXECUTE FUNCTION count_payment();
--> statement-breakpoint
CREATE TRIGGER revenue_on_update AFTER UPDATE ON payment FOR EACH ROW
  WHEN ((OLD.payment_status = 'succeeded' OR NEW.payment_status = 'succeeded')
    AND (NEW.payment_status, NEW.payment_date, NEW.payment_amount) IS DISTINCT FROM (OLD.payment_status, OLD.payment_date, OLD.payment_amount))
  EXECUTE FUNCTION count_payment();
--> statement-breakpoint
CREATE TRIGGER revenue_on_delete AFTER DELETE ON payment FOR EACH ROW
  WHEN (OLD.payment_status = 'succeeded') EXECUTE FUNCTION count_payment();
--> statement-breakpoint
CREATE TRIGGER payment_price_stays BEFORE UPDATE ON payment FOR EACH ROW
  WHEN (OLD.payment_status = 'succeeded' AND NEW.price_id <> OLD.price_id)
  EXECUTE FUNCTION refuse_change('the price of what is paid never changes');
--> statement-breakpoint
CREATE TRIGGER revenue_on_insert AFTER INSERT ON refund FOR EACH ROW
  WHEN (NEW.refund_status = 'succeeded') EXECUTE FUNCTION count_refund();
--> statement-breakpoint
CREATE TRIGGER revenue_on_update AFTER UPDATE ON refund FOR EACH ROW
  WHEN ((OLD.refund_status = 'succeeded' OR NEW.refund_status = 'succeeded')
    AND (NEW.refund_status, NEW.refund_date, NEW.refund_amount) IS DISTINCT FROM (OLD.refund_status, OLD.refund_date, OLD.refund_amount))
  EXECUTE FUNCTION count_refund();
--> statement-breakpoint
CREATE TRIGGER revenue_on_delete AFTER DELETE ON refund FOR EACH ROW
  WHEN (OLD.refund_status = 'succeeded') EXECUTE FUNCTION count_refund();
--> statement-breakpoint
CREATE TRIGGER declined_on_insert AFTER INSERT ON payment FOR EACH ROW
  WHEN (NEW.payment_status IN ('canceled', 'succeeded')) EXECUTE FUNCTION follow_declined_payment();
--> statement-breakpoint
CREATE TRIGGER declined_on_update AFTER UPDATE ON payment FOR EACH ROW
  WHEN (NEW.payment_status IN ('canceled', 'succeeded')
    AND (NEW.payment_status, NEW.cancellation_reason, NEW.payment_date, NEW.created_at, NEW.purpose, NEW.period_number)
      IS DISTINCT FROM (OLD.payment_status, OLD.cancellation_reason, OLD.payment_date, OLD.created_at, OLD.purpose, OLD.period_number))
  EXECUTE FUNCTION follow_declined_payment();
--> statement-breakpoint
CREATE TRIGGER declined_on_delete AFTER DELETE ON payment FOR EACH ROW
  WHEN (OLD.payment_status IN ('canceled', 'succeeded')) EXECUTE FUNCTION follow_declined_payment();
--> statement-breakpoint
CREATE TRIGGER declined_on_update AFTER UPDATE ON subscription FOR EACH ROW
  WHEN ((NEW.state IN ('active', 'grace', 'hold'), NEW.paid_periods) IS DISTINCT FROM (OLD.state IN ('active', 'grace', 'hold'), OLD.paid_periods))
  EXECUTE FUNCTION follow_open_periods();
--> statement-breakpoint
-- What is there already, in one pass over the payments for each.
SET LOCAL work_mem = '128MB';--> statement-breakpoint
INSERT INTO revenue_total (day, price_id, part, payments, paid, refunds, refunded)
SELECT day, price_id, 0, sum(payments), sum(paid), sum(refunds), sum(refunded) FROM (
  SELECT (payment_date AT TIME ZONE 'Europe/Moscow')::date AS day, price_id, count(*) AS payments, sum(payment_amount) AS paid, 0 AS refunds, 0 AS refunded
  FROM payment WHERE payment_status = 'succeeded' GROUP BY 1, 2
  UNION ALL
  SELECT (refund_date AT TIME ZONE 'Europe/Moscow')::date, price_id, 0, 0, count(*), sum(refund_amount)
  FROM refund JOIN payment ON payment.id = refund.payment_id WHERE refund_status = 'succeeded' GROUP BY 1, 2
) known GROUP BY 1, 2;
--> statement-breakpoint
INSERT INTO declined_period (subscription_id, period_number, declined_at, reason, recovered_amount, is_open)
SELECT first.subscription_id, first.period_number, first.created_at, first.cancellation_reason, paid.payment_amount,
  paid.payment_amount IS NULL AND s.state IN ('active', 'grace', 'hold') AND s.paid_periods < first.period_number
FROM (
  SELECT DISTINCT ON (subscription_id, period_number) subscription_id, period_number, created_at, cancellation_reason FROM payment
  WHERE payment_status = 'canceled' AND purpose = 'renewal' AND cancellation_reason <> 'withdrawn'
  ORDER BY subscription_id, period_number, created_at, id
) first
  JOIN subscription s ON s.id = first.subscription_id
  LEFT JOIN LATERAL (
    SELECT payment_amount FROM payment
    WHERE subscription_id = first.subscription_id AND period_number = first.period_number AND payment_status = 'succeeded'
    ORDER BY payment_date, id LIMIT 1
  ) paid ON true;
--> statement-breakpoint
CREATE INDEX "declined_period_by_time" ON "declined_period" USING btree ("declined_at","reason","is_open","recovered_amount");--> statement-breakpoint
ALTER TABLE "declined_period" ADD CONSTRAINT "declined_period_subscription_id_subscription_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "public"."subscription"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "revenue_total" ADD CONSTRAINT "revenue_total_price_id_price_id_fk" FOREIGN KEY ("price_id") REFERENCES "public"."price"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ANALYZE "declined_period";--> statement-breakpoint
ANALYZE "revenue_total";
