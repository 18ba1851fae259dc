import { Link } from "@tanstack/react-router";
import { useCinema } from "./cinema.ts";
import { paths } from "./paths.ts";

/** Where one chooses what to subscribe to. */
export function PlansLink({ children }: { children?: string }) {
  const { texts } = useCinema();
  return (
    <p>
      <Link to={paths.plans} className="button">
        {children ?? texts.choose.title}
      </Link>
    </p>
  );
}

/** Where the viewer sees what he has. */
export function SubscriptionLink() {
  const { texts } = useCinema();
  return (
    <p>
      <Link to={paths.subscription} className="button">
        {texts.mySubscription}
      </Link>
    </p>
  );
}
