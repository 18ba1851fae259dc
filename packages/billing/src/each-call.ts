import type { Gateway, GatewayAnswer } from "./gateway.ts";

/** Hears the outcome of a call, and how many milliseconds it took. */
export type CallSeen = (answer: GatewayAnswer<unknown>, call: keyof Gateway, milliseconds: number) => void;

/** The same gateway, with `see` called on the outcome of every call. */
export function eachCall(gateway: Gateway, see: CallSeen): Gateway {
  const seen = async <T>(call: keyof Gateway, answering: Promise<GatewayAnswer<T>>) => {
    const begun = performance.now();
    const answer = await answering;
    see(answer, call, performance.now() - begun);
    return answer;
  };
  return {
    createPayment: (order) => seen("createPayment", gateway.createPayment(order)),
    getPayment: (id) => seen("getPayment", gateway.getPayment(id)),
    findPayment: (...parameters) => seen("findPayment", gateway.findPayment(...parameters)),
    capturePayment: (...parameters) => seen("capturePayment", gateway.capturePayment(...parameters)),
    cancelPayment: (...parameters) => seen("cancelPayment", gateway.cancelPayment(...parameters)),
    createRefund: (order) => seen("createRefund", gateway.createRefund(order)),
    getRefund: (id) => seen("getRefund", gateway.getRefund(id)),
    findRefund: (...parameters) => seen("findRefund", gateway.findRefund(...parameters)),
    createPaymentMethod: (order) => seen("createPaymentMethod", gateway.createPaymentMethod(order)),
    getPaymentMethod: (id) => seen("getPaymentMethod", gateway.getPaymentMethod(id)),
    paymentsPage: (...parameters) => seen("paymentsPage", gateway.paymentsPage(...parameters)),
    refundsPage: (...parameters) => seen("refundsPage", gateway.refundsPage(...parameters)),
    receiptsOf: (subject) => seen("receiptsOf", gateway.receiptsOf(subject)),
    makeReceipt: (order) => seen("makeReceipt", gateway.makeReceipt(order)),
    getObject: (...parameters) => seen("getObject", gateway.getObject(...parameters)),
    me: () => seen("me", gateway.me()),
  };
}
