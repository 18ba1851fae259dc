import { type ReactNode, useEffect, useId, useRef } from "react";
import { useCinema } from "./cinema.ts";
import { Trouble } from "./notice.tsx";

interface ConfirmationProps {
  readonly title: string;
  /** What the button does, in its own words: nobody should have to guess what "OK" means. */
  readonly confirm: string;
  readonly wish: { readonly isPending: boolean; readonly error: unknown };
  /** Undefined while there is nothing yet to agree to. */
  readonly agree: (() => void) | undefined;
  readonly close: () => void;
  readonly children: ReactNode;
}

/** Says what is about to happen, and asks; the browser keeps the focus inside and gives it back afterwards. */
export function Confirmation({ title, confirm, wish, agree, close, children }: ConfirmationProps) {
  const { texts } = useCinema();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const headingId = useId();
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    // Else the focus goes to the first button, where a second Enter would agree to what nobody has read.
    heading.current?.focus();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="confirmation"
      aria-labelledby={headingId}
      // What has been agreed to cannot be left any more.
      onCancel={(event) => wish.isPending && event.preventDefault()}
      onClose={({ currentTarget }) => currentTarget.open || close()}
    >
      <h2 ref={heading} id={headingId} tabIndex={-1}>
        {title}
      </h2>
      {children}
      {wish.error !== null && <Trouble error={wish.error} />}
      <div className="buttons">
        <button
          type="button"
          className="button"
          disabled={agree === undefined || wish.isPending}
          onClick={agree}
        >
          {wish.isPending ? texts.wait : confirm}
        </button>
        <button
          type="button"
          className="button quiet"
          disabled={wish.isPending}
          onClick={() => dialog.current?.close()}
        >
          {texts.leaveIt}
        </button>
      </div>
    </dialog>
  );
}
