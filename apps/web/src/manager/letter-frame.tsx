import { useEffect, useRef, useState } from "react";

export type LetterScheme = "light" | "dark";

interface LetterFrameProps {
  /** Says what is in it, for a screen reader. */
  readonly title: string;
  readonly html: string;
  /** The colours of the reader's device. */
  readonly scheme: LetterScheme;
  readonly isPhone: boolean;
}

/**
 * A letter's HTML as a mail program shows it, in a page of its own where nothing runs: its address has the policy
 * under which the letter's styles and pictures are shown, which the console's own does not allow.
 */
export function LetterFrame({ title, html, scheme, isPhone }: LetterFrameProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [isThere, setThere] = useState(false);
  const [height, setHeight] = useState(320);
  useEffect(() => {
    const inner = frame.current?.contentDocument;
    if (!isThere || !inner) return;
    inner.documentElement.innerHTML = html;
    withoutLeaving(inner);
    wearColours(inner, scheme);
    const observer = new ResizeObserver(() =>
      setHeight(Math.ceil(inner.body.getBoundingClientRect().height)),
    );
    observer.observe(inner.body);
    return () => observer.disconnect();
  }, [html, isThere, scheme]);
  return (
    <iframe
      ref={frame}
      className={isPhone ? "letter-frame letter-frame-phone" : "letter-frame"}
      title={title}
      src="/manager/letter-frame"
      sandbox="allow-same-origin"
      onLoad={() => setThere(true)}
      style={{ height }}
    />
  );
}

/** A link would open within the frame; in a preview it leads nowhere, but is reached and read like any other. */
function withoutLeaving(inner: Document): void {
  for (const link of inner.links) link.target = "_blank";
}

/** The letter asks in which colours its reader's device is; here whoever looks answers, and not his own device. */
function wearColours(inner: Document, scheme: LetterScheme): void {
  inner.documentElement.style.colorScheme = scheme;
  const rules = [...inner.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  for (const rule of rules)
    if (isMediaRule(rule) && rule.media.mediaText.includes("prefers-color-scheme: dark"))
      rule.media.mediaText = scheme === "dark" ? "all" : "not all";
}

/** By its look and not by its class, which is the frame's own. */
function isMediaRule(rule: CSSRule): rule is CSSMediaRule {
  return "media" in rule;
}
