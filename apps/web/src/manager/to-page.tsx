import { Anchor, type AnchorProps, Button, type ButtonProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { ReactNode, Ref } from "react";

interface PlainLinkProps extends AnchorProps {
  readonly href?: string;
  readonly children?: ReactNode;
  readonly ref?: Ref<HTMLAnchorElement>;
}

function PlainLink(props: PlainLinkProps) {
  return <Anchor underline="always" inherit {...props} />;
}

/** A link to a part of the console, checked against the routes. */
export const ToPage = createLink(PlainLink);

interface PlainButtonProps extends ButtonProps {
  readonly href?: string;
  readonly children?: ReactNode;
  readonly ref?: Ref<HTMLAnchorElement>;
}

function PlainButton(props: PlainButtonProps) {
  return <Button component="a" {...props} />;
}

/** The same, looking like a button. */
export const ButtonToPage = createLink(PlainButton);
