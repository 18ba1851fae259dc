import type { Gateway, GatewayAnswer } from "@cinema/billing/gateway";
import { second } from "@cinema/core/instant";

export interface BreakerOptions {
  /** So many unanswered calls in a row mean that the provider is out. */
  readonly threshold?: number;
  /** How long after that it is asked again, and how long after each asking in vain; milliseconds. */
  readonly probeEvery?: number;
  /** The provider is out: whatever would call it should wait. */
  readonly onOpen: () => void;
  /** It answers again. */
  readonly onClose: () => void;
}

/**
 * Sees by the outcomes of the calls whether the provider answers. While it is out nothing is consumed that
 * would call it, so an outage costs waiting and no message burns its tries.
 */
export interface Breaker {
  /** The same gateway, its outcomes counted. */
  watch(gateway: Gateway): Gateway;
  readonly isOpen: boolean;
  stop(): void;
}

export function createBreaker({
  threshold = 5,
  probeEvery = 10 * second,
  onOpen,
  onClose,
}: BreakerOptions): Breaker {
  let unanswered = 0;
  let isOpen = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = (gateway: Gateway) => {
    isOpen = true;
    onOpen();
    const probe = async () => {
      const answer = await gateway.me();
      if (!isOpen) return;
      if (isOut(answer)) timer = setTimeout(() => void probe(), probeEvery);
      else close();
    };
    timer = setTimeout(() => void probe(), probeEvery);
  };
  const close = () => {
    isOpen = false;
    unanswered = 0;
    onClose();
  };
  return {
    get isOpen() {
      return isOpen;
    },
    watch: (gateway) =>
      eachCall(gateway, (answer) => {
        // A refusal, too, is an answer: the provider is there.
        unanswered = isOut(answer) ? unanswered + 1 : 0;
        if (unanswered >= threshold && !isOpen) open(gateway);
      }),
    stop: () => {
      clearTimeout(timer);
      isOpen = false;
    },
  };
}

/** It does not answer, or does not let us in: either way every call would be in vain. */
function isOut(answer: GatewayAnswer<unknown>): boolean {
  return answer.kind === "unknown" || answer.kind === "unauthorised";
}

/** The gateway with `see` called on every outcome. */
function eachCall(gateway: Gateway, see: (answer: GatewayAnswer<unknown>) => void): Gateway {
  const seen = async <T>(call: Promise<GatewayAnswer<T>>) => {
    const answer = await call;
    see(answer);
    return answer;
  };
  return {
    createPayment: (order) => seen(gateway.createPayment(order)),
    getPayment: (id) => seen(gateway.getPayment(id)),
    findPayment: (...parameters) => seen(gateway.findPayment(...parameters)),
    capturePayment: (...parameters) => seen(gateway.capturePayment(...parameters)),
    cancelPayment: (...parameters) => seen(gateway.cancelPayment(...parameters)),
    createRefund: (order) => seen(gateway.createRefund(order)),
    getRefund: (id) => seen(gateway.getRefund(id)),
    findRefund: (...parameters) => seen(gateway.findRefund(...parameters)),
    createPaymentMethod: (order) => seen(gateway.createPaymentMethod(order)),
    getPaymentMethod: (id) => seen(gateway.getPaymentMethod(id)),
    getObject: (...parameters) => seen(gateway.getObject(...parameters)),
    me: () => seen(gateway.me()),
  };
}
