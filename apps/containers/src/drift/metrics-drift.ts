import { renderDashboard } from "@cinema/metrics/dashboard";
import { z } from "zod";
import { environmentOf, readDockerfile } from "../dockerfile.ts";
import { definitions, metricsIn, strangersIn } from "../metrics/ask.ts";
import type { Target } from "../programs.ts";
import type { DeploymentFiles } from "./deployment-files.ts";
import { same } from "./sets.ts";

const alertsSchema = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.enum(["money", "promises", "surroundings"]),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^[A-Z][A-Za-z]+$/),
          expr: z.string(),
          for: z
            .string()
            .regex(/^\d+[mh]$/)
            .optional(),
          labels: z.strictObject({ severity: z.enum(["critical", "warning"]) }),
          annotations: z.strictObject({ summary: z.string().min(1), runbook: z.string() }),
        }),
      ),
    }),
  ),
});

export type AlertRule = z.output<typeof alertsSchema>["groups"][number]["rules"][number];

/** The rules of docker/prometheus/alerts.yml. @throws {ZodError} when the file is none of rules */
export function alertRules(alerts: unknown): readonly AlertRule[] {
  return alertsSchema.parse(alerts).groups.flatMap(({ rules }) => rules);
}

/** Where what watches over the service has parted from what the service shows. */
export function metricsDrift(files: DeploymentFiles): readonly string[] {
  const rules = alertRules(files.alerts);
  const alerted = new Set(rules.flatMap(({ expr }) => metricsIn(expr)));
  const indicators = Object.keys(definitions).filter((name) => definitions[name]?.isIndicator);
  return [
    ...rules.flatMap(({ alert, expr }) =>
      strangersIn(expr).map((name) => `alerts.yml, ${alert}: the code has no ${name}`),
    ),
    ...indicators
      .filter((name) => !alerted.has(name))
      .map((name) => `alerts.yml: no alert looks at ${name}, which tells of money or trust`),
    ...runbookDrift(rules, files.runbook),
    ...dashboardDrift(),
    ...surroundingsDrift(files),
  ];
}

/** Every alert leads to a section of the runbook that names it, and the runbook names no alert that there is not. */
function runbookDrift(rules: readonly AlertRule[], runbook: string): readonly string[] {
  const sections = sectionsIn(runbook);
  const alerts = new Set(rules.map(({ alert }) => alert));
  const named = new Set(
    [...runbook.matchAll(/`([A-Z][a-z]+(?:[A-Z][a-z]+)+)`/g)].map(([, name = ""]) => name),
  );
  return [
    ...rules.flatMap(({ alert, annotations }) => {
      const section = sections.get(annotations.runbook.replace(/^docs\/runbook\.md#/, ""));
      if (section === undefined) return [`alerts.yml, ${alert}: there is no ${annotations.runbook}`];
      return section.includes(`\`${alert}\``) ? [] : [`${annotations.runbook} does not name ${alert}`];
    }),
    ...[...named].filter((name) => !alerts.has(name)).map((name) => `runbook.md: there is no alert ${name}`),
  ];
}

/** The sections of a Markdown text, each under its address within it. */
function sectionsIn(markdown: string): ReadonlyMap<string, string> {
  const sections = markdown.split(/^(?=#+ )/m).map((section) => {
    const [heading = ""] = section.split("\n");
    const words = heading.replace(/^#+ /, "").toLowerCase();
    return [words.replaceAll(/[^a-z0-9 -]/g, "").replaceAll(" ", "-"), section] as const;
  });
  return new Map(sections);
}

/** The dashboard is made from the code, so only its expressions can be wrong, or leave something out. */
function dashboardDrift(): readonly string[] {
  const panels: { readonly targets?: readonly { readonly expr: string }[] }[] = Object(
    renderDashboard(),
  ).panels;
  const asked = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
  const shown = new Set(asked.flatMap(metricsIn));
  return [
    ...asked.flatMap((expr) =>
      strangersIn(expr).map((name) => `dashboard, ${expr}: the code has no ${name}`),
    ),
    ...Object.keys(definitions)
      .filter((name) => !shown.has(name))
      .map((name) => `dashboard: ${name} is shown nowhere`),
  ];
}

/**
 * The files with which Prometheus and Grafana are started beside the cinema: they find each other, our processes and
 * what is mounted. What they have to be stands here a second time, for a name changed in one of them alone would be
 * noticed by nobody before somebody needs it.
 */
function surroundingsDrift(files: DeploymentFiles): readonly string[] {
  const { HEALTH_PORT: port } = environmentOf(readDockerfile(files.dockerfile), "base");
  const { prometheus, grafana } = Object(Object(files.composeMetrics).services);
  const images = [String(Object(prometheus).image), String(Object(grafana).image)];
  const limits = { cpus: "1.0", memory: "512M", pids: 256 };
  const common = {
    restart: "unless-stopped",
    networks: ["default"],
    security_opt: ["no-new-privileges:true"],
    deploy: { resources: { limits } },
  };
  return [
    ...[/^prom\/prometheus:v\d+\.\d+\.\d+$/, /^grafana\/grafana:\d+\.\d+\.\d+$/]
      .filter((pinned, index) => !pinned.test(images[index] ?? ""))
      .map((pinned) => `compose.metrics.yaml: no image is a pinned ${pinned}`),
    ...same("prometheus.yml", files.prometheus, {
      global: { scrape_interval: "15s", evaluation_interval: "15s" },
      rule_files: ["alerts.yml"],
      scrape_configs: [
        {
          job_name: "cinema",
          dns_sd_configs: [{ names: [...watched], type: "A", port: Number(port), refresh_interval: "15s" }],
        },
      ],
    }),
    ...same("compose.metrics.yaml", files.composeMetrics, {
      services: {
        prometheus: {
          ...{ ...common, image: images[0], ports: ["127.0.0.1:9090:9090"] },
          volumes: [
            "./prometheus/prometheus.yml:/etc/prometheus/prometheus.yml:ro",
            "./prometheus/alerts.yml:/etc/prometheus/alerts.yml:ro",
            "prometheus:/prometheus",
          ],
        },
        grafana: {
          ...{ ...common, image: images[1], ports: ["127.0.0.1:3005:3000"] },
          environment: { GF_AUTH_ANONYMOUS_ENABLED: "true", GF_ANALYTICS_REPORTING_ENABLED: "false" },
          volumes: [
            "./grafana/datasources.yaml:/etc/grafana/provisioning/datasources/cinema.yaml:ro",
            "./grafana/dashboards.yaml:/etc/grafana/provisioning/dashboards/cinema.yaml:ro",
            "./grafana/dashboard.json:/var/lib/grafana/dashboards/cinema.json:ro",
          ],
        },
      },
      volumes: { prometheus: {} },
    }),
    ...same("grafana/datasources.yaml", files.grafanaDatasources, {
      apiVersion: 1,
      datasources: [
        {
          ...{ name: "Prometheus", type: "prometheus", access: "proxy", isDefault: true },
          url: "http://prometheus:9090",
        },
      ],
    }),
    ...same("grafana/dashboards.yaml", files.grafanaDashboards, {
      apiVersion: 1,
      providers: [{ name: "cinema", type: "file", options: { path: "/var/lib/grafana/dashboards" } }],
    }),
  ];
}

/** The containers that have metrics. */
const watched = ["server", "consumer", "scheduler"] as const satisfies readonly Target[];
