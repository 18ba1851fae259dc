import { Anchor, type AnchorProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { ReactNode, Ref } from "react";

interface PlainLinkProps extends AnchorProps {
  readonly href?: string;
  readonly children?: ReactNode;
  readonly ref?: Ref<HTMLAnchorElement>;
}

function PlainLink(props: PlainLinkProps) {
  return <Anchor underline="always" {...props} />;
}

/** A link to a part of the console, checked against the routes. */
export const ToPage = createLink(PlainLink);
