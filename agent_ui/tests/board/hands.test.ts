/** Where a message to agents goes. */

import { expect, it } from "vitest";
import { placeOf } from "~/views/board/hands";

it("goes to everybody, a team whatever its name, or a queue's agents", () => {
  expect(placeOf("")).toEqual({ team: "", queue_id: null });
  expect(placeOf("team Night shift 2")).toEqual({ team: "Night shift 2", queue_id: null });
  expect(placeOf("queue support")).toEqual({ team: "", queue_id: "support" });
});
