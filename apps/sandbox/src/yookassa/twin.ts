import { Random } from "../random.ts";
import { Api } from "./api.ts";
import { CAPABILITIES, TEST_SHOP_METHODS } from "./capabilities.ts";
import { Clock } from "./clock.ts";
import { catchUp } from "./due.ts";
import { Faults } from "./faults.ts";
import { IdempotenceMemory } from "./idempotence.ts";
import { Journal, type RequestRecord } from "./journal.ts";
import type { Method, Payment, Receipt, Refund, Shop } from "./model.ts";
import { Store } from "./store.ts";
import { Timetable } from "./timetable.ts";
import { RETRY_SCHEDULE, Webhooks } from "./webhooks.ts";
import type { Habits, Subscription, World } from "./world.ts";

/** One shop; what is absent is a test shop with recurring payments on and receipts off. */
export type ShopOptions = {
  readonly shopId?: string;
  readonly secretKey?: string;
  readonly shopName?: string;
  readonly oauthToken?: string;
  readonly recurring?: boolean;
  /** Code of the cash register (`yoo_receipt`, `atol` ...), or false. */
  readonly fiscalization?: string | false;
  /** Hundredths of a percent; default 350. */
  readonly feeBasisPoints?: number;
  readonly paymentMethods?: readonly string[];
  readonly webhookUrl?: string | null;
};

export type TwinOptions = ShopOptions &
  Partial<Habits> & {
    /** Default 0: any free port. */
    readonly port?: number;
    /** Default 127.0.0.1. */
    readonly hostname?: string;
    /** Address of the confirmation pages as the payer's browser sees it; default: the server's own. */
    readonly publicUrl?: string;
    readonly otherShops?: readonly ShopOptions[];
    /** Seed of ids and other invented values; default: by chance. */
    readonly seed?: number;
    /** Milliseconds of the twin's clock between the tries of a webhook; the last one repeats. */
    readonly webhookRetrySchedule?: readonly number[];
    /** Real milliseconds that a webhook waits for its answer; default 10 seconds. */
    readonly webhookTimeout?: number;
    /** `X-Forwarded-For` of webhooks; default an address of the provider's published ranges. */
    readonly webhookSourceAddress?: string;
    /** The memory is kept in this file across restarts; without it a restart forgets everything. */
    readonly stateFile?: string;
    /** How many requests and finished webhooks are remembered; default 10 000 each. */
    readonly remembered?: number;
  };

/** The shop of a twin that is not told otherwise. */
export const readyShop = { shopId: "100500", secretKey: "test_cinema" };

function makeShop(options: ShopOptions): Shop {
  const secretKey = options.secretKey ?? readyShop.secretKey;
  const test = secretKey.startsWith("test_");
  const { fiscalization = false } = options;
  return {
    id: options.shopId ?? readyShop.shopId,
    gatewayId: "100700",
    name: options.shopName ?? "Cinema",
    secretKey,
    test,
    oauthToken: options.oauthToken ?? null,
    recurring: options.recurring ?? true,
    fiscalization: fiscalization === false ? null : { provider: fiscalization },
    feeBasisPoints: options.feeBasisPoints ?? 350,
    paymentMethods: options.paymentMethods ?? (test ? TEST_SHOP_METHODS : Object.keys(CAPABILITIES)),
    webhookUrl: options.webhookUrl ?? null,
  };
}

/** Puts the settings that were given, and only those, over what the shops have. */
export function giveSettings(world: World, options: TwinOptions): void {
  for (const given of [options, ...(options.otherShops ?? [])]) {
    const made = makeShop(given);
    const shop = world.shops.get(made.id);
    if (shop === undefined) continue;
    if (given.recurring !== undefined) shop.recurring = made.recurring;
    if (given.fiscalization !== undefined) shop.fiscalization = made.fiscalization;
    if (given.feeBasisPoints !== undefined) shop.feeBasisPoints = made.feeBasisPoints;
    if (given.paymentMethods !== undefined) shop.paymentMethods = made.paymentMethods;
    if (given.webhookUrl !== undefined) shop.webhookUrl = made.webhookUrl;
  }
}

/** Whoever keeps the world's memory outside of it. */
export type Keeper = { changed(): void; replaced(): void };

/** The twin without its HTTP server: state, clock, and what happens by itself. */
export type Core = {
  readonly world: World;
  readonly api: Api;
  readonly journal: Journal<RequestRecord>;
  /** The shop that options and controls mean when they name none. */
  readonly mainShop: Shop;
  /** Lets everything happen that is due. */
  catchUp(): void;
  /** From now on tells of every change of the world. */
  tell(keeper: Keeper): void;
  /** Said after something has changed, before an answer about it leaves. */
  changed(): void;
  /** Said after everything has changed. */
  replaced(): void;
  stop(): void;
};

/** The longest wait that a timer of the platform can count. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Real timers that wake the world when something falls due on its clock. */
class Alarm {
  #timer: ReturnType<typeof setTimeout> | null = null;
  #at = Number.POSITIVE_INFINITY;
  #stopped = false;

  constructor(
    private readonly world: World,
    private readonly rung: () => void,
  ) {}

  /** Makes sure that the world wakes at `at`. */
  set(at: number): void {
    if (this.#stopped || at >= this.#at) return;
    const now = this.world.clock.now();
    if (this.world.clock.frozen && at > now) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#at = at;
    this.#timer = setTimeout(() => this.ring(), Math.min(Math.max(0, at - now), LONGEST_TIMER));
    this.#timer.unref();
  }

  ring(): void {
    this.#at = Number.POSITIVE_INFINITY;
    if (this.#stopped) return;
    catchUp(this.world);
    this.rung();
    this.set(this.world.timetable.nextAt());
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }
}

function makeWorld(options: TwinOptions, clock: Clock): World {
  const timetable = new Timetable();
  const faults = new Faults();
  const webhookOptions = {
    retrySchedule: options.webhookRetrySchedule ?? RETRY_SCHEDULE,
    timeout: options.webhookTimeout ?? 10_000,
    sourceAddress: options.webhookSourceAddress ?? "185.71.76.1",
    remembered: options.remembered ?? 10_000,
  };
  const shops = [options, ...(options.otherShops ?? [])].map(makeShop);
  return {
    shops: new Map(shops.map((shop) => [shop.id, shop])),
    payments: new Store<Payment>(),
    refunds: new Store<Refund>(),
    receipts: new Store<Receipt>(),
    methods: new Store<Method>(),
    subscriptions: new Store<Subscription>(),
    idempotence: new IdempotenceMemory(),
    timetable,
    ledger: [],
    faults,
    webhooks: new Webhooks(webhookOptions, clock, timetable, faults),
    clock,
    random: new Random(options.seed ?? Math.floor(Math.random() * 2 ** 32)),
    habits: {
      receiptAfter: options.receiptAfter ?? 5_000,
      refundAfter: options.refundAfter ?? 0,
      sameKeyInFlight: options.sameKeyInFlight ?? "wait",
    },
    publicUrl: "",
  };
}

/** Builds the twin's core; nothing listens yet. */
export function makeCore(options: TwinOptions): Core {
  let onMove = () => undefined as unknown;
  const clock = new Clock(() => onMove());
  const world = makeWorld(options, clock);
  let keeper: Keeper = { changed: () => undefined, replaced: () => undefined };
  const changed = () => keeper.changed();
  const alarm = new Alarm(world, changed);
  world.webhooks.onTried(changed);
  onMove = () => alarm.ring();
  world.timetable.onAdded((at) => alarm.set(at));
  const journal = new Journal<RequestRecord>(options.remembered ?? 10_000);
  const [mainShop] = world.shops.values();
  if (mainShop === undefined) throw new Error("the twin has no shop");
  const api = new Api(world, journal, changed);
  return {
    world,
    api,
    journal,
    mainShop,
    catchUp: () => alarm.ring(),
    changed,
    replaced: () => keeper.replaced(),
    tell: (listener) => {
      keeper = listener;
    },
    stop: () => {
      alarm.stop();
      api.stop();
      world.webhooks.stop();
    },
  };
}
