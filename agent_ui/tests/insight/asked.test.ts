/** A report's address says what it asks, and the hub is asked just that. */

import { describe, expect, it } from "vitest";
import { cellQuery, dated, days, during, fromAddress, presets, toAddress, toQuery } from "~/views/insight/asked";

const NOW = Date.parse("2026-11-30T13:00:00Z"); // a Monday
const ask = (search: string) => fromAddress(search, NOW, "Europe/Berlin");

describe("the address", () => {
  it("is read as it was written", () => {
    for (const search of [
      "metrics=service_level,asa&period=last_week&by=queue,day&queue=support&compare=year&view=line",
      "metrics=aht&from=2026-11-01&to=2026-11-07&by=agent&zone=Asia/Tokyo&compare=",
      ...presets.map((period) => `metrics=aht&period=${period}&by=&compare=`),
    ]) expect(ask(toAddress(ask(search), "Europe/Berlin"))).toEqual(ask(search));
  });
  it("leaves out what nobody understands", () => {
    const asked = ask("period=eternity&by=queue,colour,day,hour&zone=Mars/Base&compare=never");
    expect(asked).toMatchObject({ period: "last_7", by: ["queue", "day"], zone: "Europe/Berlin", compare: "previous" });
    expect(ask("from=2026-11-09&to=2026-11-01").period).toBe("last_7");
  });
});

describe("periods", () => {
  it("end today or with the last whole one", () => {
    expect(days("last_7", "2026-11-30")).toEqual(["2026-11-24", "2026-11-30"]);
    expect(days("this_week", "2026-11-29")).toEqual(["2026-11-23", "2026-11-29"]);
    expect(days("last_week", "2026-11-30")).toEqual(["2026-11-23", "2026-11-29"]);
    expect(days("last_month", "2026-03-31")).toEqual(["2026-02-01", "2026-02-28"]);
    expect(days("last_month", "2026-01-02")).toEqual(["2025-12-01", "2025-12-31"]);
  });
  it("know the viewer's own day, not the computer's", () => {
    const late = fromAddress("period=today&zone=Asia/Tokyo", Date.parse("2026-11-30T16:00:00Z"), "UTC");
    expect(late.from).toBe("2026-12-01");
    expect(during(late, "yesterday", Date.parse("2026-11-30T16:00:00Z")).from).toBe("2026-11-30");
  });
  it("put free dates in order", () => {
    expect(dated(ask(""), "2026-11-09", "2026-11-01")).toMatchObject({ period: "dates", from: "2026-11-01", to: "2026-11-09" });
  });
});

describe("the query", () => {
  it("asks from local midnight to the midnight after the last day, over the change of clocks", () => {
    expect(toQuery(ask("metrics=asa&from=2026-10-25&to=2026-10-25"))).toMatchObject({ from: "2026-10-24T22:00:00.000Z", to: "2026-10-25T23:00:00.000Z", zone: "Europe/Berlin" });
  });
  it("narrows to a cell by its key", () => {
    const query = cellQuery(ask("metrics=asa,aht&by=queue,day&medium=chat&from=2026-11-02&to=2026-11-03"), { queue: "support", day: "2026-11-02" }, "aht");
    expect(query).toMatchObject({ metric: "aht", queue: "support", day: "2026-11-02", medium: "chat" });
    expect(Object.keys(query)).not.toContain("metrics");
    expect(Object.keys(query)).not.toContain("compare");
  });
});
