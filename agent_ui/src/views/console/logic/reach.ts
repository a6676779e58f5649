/** On which channels this customer can be answered, which one to propose, and to which address. */
import type {
  ChannelId,
  ChannelInfo,
  CustomerCard,
  IdentityInfo,
  Medium,
  ThreadRow,
} from "~/wire/protocol";

export const NOTE = 'note';

export interface Reach {
  readonly channel: ChannelInfo;
  /** Addresses in the order to offer them, "email:ann@example.org"; empty where the conversation knows its own. */
  readonly addresses: readonly string[];
}

const WRITTEN: readonly Medium[] = ['chat', 'email', 'sms'];

/** Channels that can carry text to this customer: those in use here, and those that may begin with an address. */
export function reaches(
  channels: readonly ChannelInfo[],
  identities: readonly IdentityInfo[],
  inUse: ReadonlyMap<ChannelId, string>,
): Reach[] {
  const found: Reach[] = [];
  // A visitor who calls from the chat's page has its window before them: what is written there reaches them.
  const visits = channels.some((one) => one.medium === 'webcall' && inUse.has(one.id));
  for (const channel of channels) {
    if (!WRITTEN.includes(channel.medium)) continue;
    const own = inUse.get(channel.id) ?? (visits && channel.medium === 'chat' ? '' : undefined);
    const known = addressesFor(identities, channel.medium);
    if (own === undefined && (!channel.can_start || known.length === 0)) continue;
    const rest = known.filter((address) => address !== own);
    const first = own === undefined || own === '' ? [] : [own];
    found.push({ channel, addresses: channel.can_start ? [...first, ...rest] : first });
  }
  return found;
}

/** Valid, unblocked addresses of a medium: preferred first, then verified, then the latest seen. */
export function addressesFor(identities: readonly IdentityInfo[], medium: Medium): string[] {
  return identities
    .filter((one) => carries(one.address, medium) && one.valid && !one.blocked)
    .sort(
      (a, b) =>
        Number(b.preferred) - Number(a.preferred) ||
        Number(b.verified) - Number(a.verified) ||
        (b.last_seen_at ?? '').localeCompare(a.last_seen_at ?? ''),
    )
    .map((one) => (medium === 'sms' ? one.address.replace(/^phone:/, 'sms:') : one.address))
    .filter((address, i, all) => all.indexOf(address) === i);
}

/** A number that calls can be texted, too; whether it can be read there the delivery state will tell. */
const carries = (address: string, medium: Medium): boolean =>
  address.startsWith(`${medium}:`) || (medium === 'sms' && /^phone:\+/.test(address));

/** The customer's last word on text messages was to stop: since when, or null. Advertising alone does not count. */
export function stoppedAt(card: Pick<CustomerCard, 'consents'> | null, medium: Medium): string | null {
  if (medium !== 'sms') return null;
  return card?.consents.find((one) => one.medium === 'sms' && one.state === 'withdrawn' && one.purpose !== 'ads')?.at ?? null;
}

/** Channel -> the customer's address on it: where they wrote from last; where we wrote to only if they never did. */
export function channelsInUse(
  rows: readonly ThreadRow[],
  conversation: string,
): Map<ChannelId, string> {
  const heard = new Map<ChannelId, string>();
  const told = new Map<ChannelId, string>();
  for (const row of rows) {
    if (row.conversation_id !== conversation || row.channel_id === null) continue;
    if (row.kind !== 'text' && row.medium !== 'webcall') continue;
    const used = row.direction === 'inbound' ? heard : told;
    if (row.address !== '' || !used.has(row.channel_id)) used.set(row.channel_id, row.address);
  }
  for (const [channel, address] of told) if (!heard.get(channel)) heard.set(channel, address);
  return heard;
}

/** A call that was taken and is over. */
const isOver = (row: ThreadRow): boolean => row.kind === 'event' && row.event === 'call_ended';

/**
 * The tab to open with. While they talk, a note: nothing is sent by habit to whom one speaks with. After a call the
 * customer's preferred written channel; else what they used last, else this work's channel, else their preferred one.
 */
export function proposed(
  found: readonly Reach[],
  rows: readonly ThreadRow[],
  conversation: string,
  own: ChannelId | null,
  card: Pick<CustomerCard, 'identities'> | null,
  talking = false,
): string {
  if (talking) return NOTE;
  const ids = new Set(found.map((one) => one.channel.id));
  const liked = preferred(found, card);
  for (let at = rows.length - 1; at >= 0; at -= 1) {
    const row = rows[at];
    if (row === undefined || row.conversation_id !== conversation) continue;
    if (isOver(row) && liked !== null) return liked;
    if (row.direction !== 'inbound' || row.channel_id === null) continue;
    if (ids.has(row.channel_id)) return row.channel_id;
  }
  if (own !== null && ids.has(own)) return own;
  return liked ?? found[0]?.channel.id ?? NOTE;
}

/** The written channel of the first address they prefer, where we can write to one. */
function preferred(found: readonly Reach[], card: Pick<CustomerCard, 'identities'> | null): ChannelId | null {
  for (const one of card?.identities ?? []) {
    const matching = one.preferred ? found.find(({ channel }) => one.address.startsWith(`${channel.medium}:`)) : undefined;
    if (matching) return matching.channel.id;
  }
  return null;
}

/** The subject a reply bears: that of the customer's newest mail here, else of our first, with one "Re:". */
export function replySubject(rows: readonly ThreadRow[], conversation: string, kept: string): string {
  if (kept !== '') return kept;
  const here = rows.filter((row) => row.conversation_id === conversation && row.subject !== '');
  const subject = (here.findLast((row) => row.direction === 'inbound') ?? here[0])?.subject ?? '';
  return subject === '' || /^(re|на)\s*:/i.test(subject) ? subject : `Re: ${subject}`;
}

/** Addresses from a line typed by hand: commas, semicolons and spaces part them; "medium:" is added. */
export function readAddresses(text: string): string[] {
  return text
    .split(/[\s,;]+/)
    .map((one) => one.replace(/^<|>$/g, '').trim())
    .filter((one) => one !== '')
    .map((one) => (one.includes(':') ? one : `email:${one.toLowerCase()}`));
}
