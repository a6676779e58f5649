/** What the hub tells the widget (channels/webchat/show.py) and what the widget keeps of it. Types only. */

export type Code = "en" | "ru";
export type Asked = "required" | "optional" | "off";

export interface Config {
  channel: string;
  brand: string;
  initials: string;
  colour: string;
  languages: Code[];
  greeting: Partial<Record<Code, string>>;
  topics: Partial<Record<Code, string[]>>;
  consent: Partial<Record<Code, string>>;
  consent_link: string;
  waiting_tip: Partial<Record<Code, string>>;
  fields: { name: Asked; email: Asked; phone: Asked };
  answer_by: ("email" | "phone")[];
  open: boolean;
  opens_at: string | null;
  call: string; // the web call's channel, "" where there are no calls
  max_text_chars: number;
  max_file_bytes: number;
  file_types: string[];
  rating: boolean;
  transcript: boolean;
}

export interface FileOf {
  name: string;
  type: string;
  size: number;
}

export interface Line {
  id: string;
  author: "customer" | "agent" | "system";
  name: string;
  text: string;
  at: string;
  state: string;
  client_id: string;
  files: FileOf[];
}

export type TalkState = "new" | "queued" | "active" | "closed";

export interface TalkTold {
  state: TalkState;
  lines: Line[];
  states: Record<string, string>;
  agent: string;
  position: number | null;
  wait: [number, number] | null;
  rating_wanted: boolean;
  cursor: string;
}

/** A refusal, or a yes. */
export interface Answer {
  ok?: boolean;
  code?: string;
  message?: string;
  field?: string;
  retry_after?: number;
  talk?: TalkTold;
}

export interface Profile {
  name?: string;
  email?: string;
  phone?: string;
  topic?: string;
  consent?: string;
  language?: string;
  page_url?: string;
  referrer?: string;
  utm?: Record<string, string>;
}

/** Something the visitor sent that the hub has not shown back yet. */
export interface Pending {
  client_id: string;
  text: string;
  at: number; // ms since 1970
  state: "waiting" | "taken" | "failed";
  profile?: Profile;
  code?: string; // why it failed
  retry_after?: number;
  file?: { name: string; size: number; type: string; sent: number }; // sent: share 0..1
}
