import { brokerDrift } from "./broker-drift.ts";
import { composeDrift } from "./compose-drift.ts";
import type { DeploymentFiles } from "./deployment-files.ts";
import { imageDrift } from "./image-drift.ts";
import { metricsDrift } from "./metrics-drift.ts";
import { realmDrift } from "./realm-drift.ts";

/** Every place where the files of docker/ and the code have parted, in words; none when they are in step. */
export function findDrift(files: DeploymentFiles): readonly string[] {
  return [imageDrift, composeDrift, realmDrift, brokerDrift, metricsDrift].flatMap((check) => {
    try {
      return check(files);
    } catch (error) {
      return [`${check.name} could not be done: ${error instanceof Error ? error.message : String(error)}`];
    }
  });
}
