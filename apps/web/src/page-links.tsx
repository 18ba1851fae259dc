import { useCinema } from "./cinema.ts";
import { Link } from "./link.tsx";
import { paths } from "./path.ts";

/** Where one chooses what to subscribe to. */
export function PlansLink({ children }: { children?: string }) {
  const { texts } = useCinema();
  return (
    <p>
      <Link to={paths.plans} look="button">
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
      <Link to={paths.subscription} look="button">
        {texts.mySubscription}
      </Link>
    </p>
  );
}
