/** What the hub knows of a stored file whose id alone is kept, as in a draft. */

import type { FileId, FileRef } from "./protocol";

const known = new Map<FileId, Promise<FileRef | null>>();

/** Remember what an upload answered, so that it need not be asked for. */
export function remember(file: FileRef): void {
  known.set(file.id, Promise.resolve(file));
}

/** The file's name, kind and size; null when it is not there any more. */
export function describe(id: FileId): Promise<FileRef | null> {
  const found = known.get(id) ?? ask(id);
  known.set(id, found);
  return found;
}

async function ask(id: FileId): Promise<FileRef | null> {
  try {
    const answer = await fetch(`/api/files/${id}`, { method: "HEAD", credentials: "same-origin" });
    if (!answer.ok) return null;
    const size = Number(answer.headers.get("Content-Length") ?? "0");
    const type = answer.headers.get("Content-Type") ?? "application/octet-stream";
    return { id, filename: nameIn(answer.headers.get("Content-Disposition") ?? "") || id, content_type: type, size, inline: false };
  } catch {
    known.delete(id);
    return null;
  }
}

/** The file name a Content-Disposition header tells (RFC 6266); "" when none. */
export function nameIn(header: string): string {
  const extended = /filename\*\s*=\s*utf-8''([^;]+)/i.exec(header)?.[1];
  if (extended !== undefined) {
    try {
      return decodeURIComponent(extended.trim());
    } catch {
      return extended;
    }
  }
  const plain = /filename\s*=\s*("((?:[^"\\]|\\.)*)"|[^;]+)/i.exec(header);
  return (plain?.[2] ?? plain?.[1] ?? "").replace(/\\(.)/g, "$1").trim();
}
