/** The files of what is being written: those that are up, and those on their way. */

import * as format from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { Button, Icon } from "~/parts";
import type { FileRef } from "~/wire/protocol";
import { composerWords } from "../words/composer";
import type { Upload } from "./useAttach";

export function Attachments({ files, uploads, limit, onRemove, onCancel }: {
  files: readonly FileRef[];
  uploads: readonly Upload[];
  limit: number;
  onRemove: (id: string) => void;
  onCancel: (key: string) => void;
}) {
  const w = useWords(composerWords);
  const code = useLanguage();
  if (files.length === 0 && uploads.length === 0) return null;
  const problem = (one: Upload): string =>
    one.error === "too_large" ? w.tooLarge(one.name, format.size(limit, code)) : one.error === "failed" ? w.uploadFailed(one.name) : "";
  return (
    <div className="files">
      {files.map((file) => (
        <span key={file.id} className="att">
          <Icon name={file.content_type.startsWith("image/") ? "image" : "file"} size="s" /><span className="trunc">{file.filename}</span>
          {file.size > 0 && <span className="t3 none">{format.size(file.size, code)}</span>}
          <Button kind="ghost" size="xs" icon="x" bare onClick={() => onRemove(file.id)}>{w.remove(file.filename)}</Button>
        </span>
      ))}
      {uploads.map((one) => (
        <span key={one.key} className={one.error === "" ? "att" : "att bad"} style={one.error === "" ? undefined : { maxWidth: "100%" }} role={one.error === "" ? "status" : "alert"}>
          <Icon name={one.error === "" ? "up" : "alert"} size="s" /><span className="trunc">{problem(one) || one.name}</span>
          {one.error === "" && <span className="t3 none num">{Math.round(one.share * 100)} %</span>}
          <Button kind="ghost" size="xs" icon="x" bare onClick={() => onCancel(one.key)}>{w.remove(one.name)}</Button>
          {one.error === "" && <span className="bar"><b style={{ width: `${one.share * 100}%` }} /></span>}
        </span>
      ))}
    </div>
  );
}
