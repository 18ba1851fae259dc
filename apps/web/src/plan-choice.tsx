import { useCinema } from "./cinema.ts";
import type { Plan } from "./questions.ts";

interface PlanChoiceProps {
  readonly plans: readonly Plan[];
  readonly chosen: Plan;
  readonly choose: (planId: string) => void;
}

/** The plans as cards, one of which is chosen. */
export function PlanChoice({ plans, chosen, choose }: PlanChoiceProps) {
  const { texts } = useCinema();
  return (
    <fieldset className="plans">
      <legend className="hidden">{texts.choose.legend}</legend>
      {plans.map((plan) => (
        <label key={plan.id} className="plan">
          <input
            type="radio"
            name="plan"
            value={plan.id}
            checked={plan.id === chosen.id}
            onChange={() => choose(plan.id)}
          />
          <PlanCard plan={plan} />
        </label>
      ))}
    </fieldset>
  );
}

function PlanCard({ plan }: { plan: Plan }) {
  const { texts, formats } = useCinema();
  const monthly = monthlyKopecks(plan);
  return (
    <span className="plan-text">
      <span className="plan-name">{plan.name}</span>
      <span className="plan-price">
        <strong>{plan.texts.price}</strong> <span>{texts.choose.for(formats.length(plan.length))}</span>
      </span>
      {monthly !== undefined && (
        <span className="plan-month">{texts.choose.perMonth(formats.money(monthly))}</span>
      )}
    </span>
  );
}

/** What a month of a longer plan comes to, rounded up to a whole rouble; undefined when it is no longer than one. */
function monthlyKopecks({ price, length: { unit, count } }: Plan): number | undefined {
  const months = unit === "year" ? 12 * count : unit === "month" ? count : 1;
  return months > 1 ? Math.ceil(price.amountKopecks / months / 100) * 100 : undefined;
}
