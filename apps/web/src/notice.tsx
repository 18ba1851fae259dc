import { type ReactNode, useEffect, useRef } from "react";
import { useCinema } from "./cinema.ts";
import { failureOf } from "./failure.ts";

export function Notice({ tone, children }: { tone: "good" | "bad" | "calm"; children: ReactNode }) {
  return (
    <div className={`notice ${tone}`} role={tone === "bad" ? "alert" : "status"}>
      {children}
    </div>
  );
}

/** What has just been done; it takes the focus, for the button that asked for it may be gone. */
export function Done({ children }: { children: string }) {
  const notice = useRef<HTMLDivElement>(null);
  useEffect(() => notice.current?.focus(), []);
  return (
    <div ref={notice} className="notice good" role="status" tabIndex={-1}>
      {children}
    </div>
  );
}

/** A call that failed: what the service said no to, else that something broke and how to ask again. */
export function Trouble({ error, again }: { error: unknown; again?: () => void }) {
  const { texts } = useCinema();
  const { refusal, requestId } = failureOf(error);
  const said = refusal && texts.refusals[refusal.code];
  if (said !== undefined) return <Notice tone="bad">{said}</Notice>;
  return (
    <Notice tone="bad">
      <p>{texts.trouble.text}</p>
      {requestId !== undefined && <p className="small">{texts.trouble.request(requestId)}</p>}
      {again !== undefined && (
        <button type="button" className="button quiet" onClick={again}>
          {texts.tryAgain}
        </button>
      )}
    </Notice>
  );
}

export function Loading() {
  const { texts } = useCinema();
  return (
    <p className="loading" role="status">
      {texts.loading}
    </p>
  );
}
