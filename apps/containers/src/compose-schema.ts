import { z } from "zod";

/** "10s", "3m". */
const duration = z.string().regex(/^\d+[sm]$/);
const bytes = z.string().regex(/^\d+[kmgKMG]$/);
/** Only this machine may knock: "127.0.0.1:3000:3000". */
const port = z.string().regex(/^127\.0\.0\.1:\d+:\d+$/);

const healthcheck = z.union([
  z.strictObject({ disable: z.literal(true) }),
  z.strictObject({
    test: z.tuple([z.literal("CMD"), z.string()], z.string()),
    interval: duration,
    timeout: duration,
    retries: z.int(),
    start_period: duration,
  }),
]);

const dependency = z.strictObject({
  condition: z.enum(["service_healthy", "service_completed_successfully"]),
  required: z.literal(false).optional(),
});

const service = z.strictObject({
  image: z.string(),
  build: z
    .strictObject({
      context: z.literal(".."),
      dockerfile: z.literal("docker/Dockerfile"),
      target: z.string(),
    })
    .optional(),
  profiles: z.array(z.literal("sandbox")).optional(),
  hostname: z.string().optional(),
  restart: z.enum(["unless-stopped", "no"]),
  init: z.literal(true).optional(),
  read_only: z.literal(true).optional(),
  tmpfs: z.tuple([z.literal("/tmp")]).optional(),
  cap_drop: z.tuple([z.literal("ALL")]).optional(),
  security_opt: z.tuple([z.literal("no-new-privileges:true")]),
  stop_grace_period: duration.optional(),
  shm_size: bytes.optional(),
  entrypoint: z.array(z.string()).optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  secrets: z
    .array(z.union([z.string(), z.strictObject({ source: z.string(), target: z.string().startsWith("/") })]))
    .default([]),
  volumes: z.array(z.string()).default([]),
  ports: z.array(port).default([]),
  networks: z.array(z.string()),
  depends_on: z.record(z.string(), dependency).default({}),
  healthcheck: healthcheck.optional(),
  logging: z.strictObject({
    driver: z.literal("json-file"),
    options: z.strictObject({ "max-size": bytes, "max-file": z.string().regex(/^\d+$/) }),
  }),
  deploy: z.strictObject({
    resources: z.strictObject({
      limits: z.strictObject({ cpus: z.string().regex(/^\d+\.\d+$/), memory: bytes, pids: z.int() }),
    }),
  }),
});

/** compose.yaml, as far as ours uses the format; after YAML has put in what stands in the "x-" parts. */
export const composeSchema = z
  .looseObject({
    name: z.literal("cinema"),
    services: z.record(z.string(), service),
    networks: z.record(z.string(), z.strictObject({ internal: z.literal(true).optional() })),
    volumes: z.record(z.string(), z.strictObject({})),
    secrets: z.record(z.string(), z.strictObject({ file: z.string() })),
  })
  .superRefine((file, context) => {
    const known = ["name", "services", "networks", "volumes", "secrets"];
    for (const key of Object.keys(file))
      if (!known.includes(key) && !key.startsWith("x-")) context.addIssue(`unknown part ${key}`);
  });

export type ComposeFile = z.output<typeof composeSchema>;

export type ComposeService = ComposeFile["services"][string];
