/** Which channels are up, since when, and what is wrong with the others. */

import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { setPageTitle } from "~/desk/alerts";
import { moment } from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { ChannelTile, Chip, Empty, Failed, Skeleton, useServerNow } from "~/parts";
import { get } from "~/wire/http";
import { speaks } from "~/state/calls";
import { isSupervisor } from "~/state/selectors";
import { useDesk } from "~/state/store";
import type { ChannelState, Floor, Page } from "~/wire/pages";
import { phoneWords } from "../phone/words";
import { SwitchBanner, SwitchButton } from "../queues/SwitchOff";
import { FloorHead } from "../queues/Tabs";
import { supervision } from "./words";
import "../queues/queues.css";

const tone = { up: "ok", connecting: "warn", down: "bad" } as const;
const icon = { up: "check", connecting: "refresh", down: "alert" } as const;

export default function Channels() {
  const w = useWords(supervision);
  const code = useLanguage();
  const now = useServerNow(60_000);
  const found = useQuery({
    queryKey: ["/api/channels"],
    queryFn: async ({ signal }) => {
      const got = await get<Page<ChannelState> | ChannelState[]>("/api/channels", signal);
      return Array.isArray(got) ? got : got.items;
    },
    refetchInterval: 5_000,
  });
  useEffect(() => setPageTitle(w.channels), [w]);
  const items = found.data ?? [];
  const p = useWords(phoneWords);
  const lead = useDesk(isSupervisor);
  const floor = useQuery({ queryKey: ["floor"], queryFn: ({ signal }) => get<Floor>("/api/floor", signal), refetchInterval: 5_000, enabled: lead });
  const off = floor.data?.switched_off ?? [];
  return (
    <section className="pg" aria-label={w.channels} data-panel tabIndex={-1}>
      <FloorHead />
      <SwitchBanner all={off.filter((one) => one.kind === "channel")} nameOf={(one) => items.find((row) => row.id === one.id)?.name ?? one.id} />
      {found.isError && !found.data ? <Failed error={found.error} onRetry={() => void found.refetch()} /> : found.isPending ? <Skeleton rows={4} /> : items.length === 0 ? <Empty icon="globe" title={w.noChannels}>{w.noChannelsHow}</Empty> : (
        <div className="scroll" tabIndex={0}>
          <table className="tbl">
            <thead><tr><th>{w.channel}</th><th>{w.address}</th><th>{w.state}</th><th>{w.since}</th><th>{w.detail}</th><th><span className="sr">{p.switchOff}</span></th></tr></thead>
            <tbody>{items.map((row) => (
              <tr key={row.id}>
                <td><span className="row"><ChannelTile medium={row.medium} /><span className="m">{row.name}</span></span></td>
                <td className="t2">{row.address}</td>
                <td><Chip tone={tone[row.state]} icon={icon[row.state]}>{w.states[row.state]}</Chip></td>
                <td className="num t2">{row.since ? moment(row.since, code, now) : "–"}</td>
                <td className="fill t2" title={row.detail}>{row.detail}</td>
                <td className="r">{speaks(row.medium) && lead && <SwitchButton what={{ kind: "channel", id: row.id, name: row.name }} off={off.find((one) => one.kind === "channel" && one.id === row.id)} />}</td>
              </tr>
            ))}</tbody>
          </table>
        </div>
      )}
    </section>
  );
}
