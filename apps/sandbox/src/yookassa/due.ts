import { expireBinding } from "./bindings.ts";
import type { Task } from "./model.ts";
import { expireHold, expirePayment, finishCharge } from "./payments.ts";
import { finishRegistration } from "./receipts.ts";
import { finishRefund } from "./refunds.ts";
import type { World } from "./world.ts";

/** Does what has fallen due; objects that have moved on since are left alone. */
function run(world: World, task: Task, at: number): void {
  switch (task.kind) {
    case "deliver":
      world.webhooks.deliver(task.id);
      return;
    case "register_receipt":
      finishRegistration(world, task.id, task.fails, at);
      return;
    case "finish_refund": {
      const refund = world.refunds.get(task.id);
      if (refund !== undefined) finishRefund(world, refund, task.cancellation, at);
      return;
    }
    case "expire_binding": {
      const method = world.methods.get(task.id);
      if (method !== undefined) expireBinding(world, method, at);
      return;
    }
    default: {
      const payment = world.payments.get(task.id);
      if (payment === undefined) return;
      if (task.kind === "expire_payment") expirePayment(world, payment, at);
      if (task.kind === "expire_hold") expireHold(world, payment, at);
      if (task.kind === "finish_charge") finishCharge(world, payment, task.decline, at);
    }
  }
}

/** Lets everything happen that is due at the clock's present, in order, each at its own instant. */
export function catchUp(world: World): void {
  const now = world.clock.now();
  for (;;) {
    const due = world.timetable.takeDue(now);
    if (due === null) return;
    run(world, due.task, due.at);
  }
}
