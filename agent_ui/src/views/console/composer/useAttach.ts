/** Attaching files: by choosing, pasting or dropping. Each is uploaded at once; what is too large is said before. */

import { useCallback, useRef, useState } from "react";
import { HttpError, upload } from "~/wire/http";
import { remember } from "~/wire/files";
import { newId } from "~/wire/socket";
import type { FileRef } from "~/wire/protocol";

export interface Upload {
  readonly key: string;
  readonly name: string;
  readonly size: number;
  readonly share: number;
  readonly error: "" | "too_large" | "failed";
}

export interface Attach {
  readonly uploads: readonly Upload[];
  add: (files: Iterable<File>) => void;
  cancel: (key: string) => void;
  busy: boolean;
}

export function useAttach(limit: number, done: (file: FileRef) => void): Attach {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const stops = useRef(new Map<string, AbortController>());
  const latest = useRef(done);
  latest.current = done;

  const patch = useCallback((key: string, change: Partial<Upload>) => {
    setUploads((was) => was.map((one) => (one.key === key ? { ...one, ...change } : one)));
  }, []);
  const cancel = useCallback((key: string) => {
    stops.current.get(key)?.abort();
    stops.current.delete(key);
    setUploads((was) => was.filter((one) => one.key !== key));
  }, []);
  const add = useCallback((files: Iterable<File>) => {
    for (const file of files) {
      const key = newId();
      const tooLarge = limit > 0 && file.size > limit;
      setUploads((was) => [...was, { key, name: file.name, size: file.size, share: 0, error: tooLarge ? "too_large" : "" }]);
      if (tooLarge) continue;
      const stop = new AbortController();
      stops.current.set(key, stop);
      upload<FileRef>(file, (share) => patch(key, { share }), stop.signal).then(
        (ref) => {
          remember(ref);
          cancel(key);
          latest.current(ref);
        },
        (error: unknown) => {
          if (error instanceof DOMException) return;
          const large = error instanceof HttpError && (error.code === "too_large" || error.status === 413);
          patch(key, { error: large ? "too_large" : "failed" });
        },
      );
    }
  }, [limit, patch, cancel]);
  return { uploads, add, cancel, busy: uploads.some((one) => one.error === "") };
}
