/** Files of a line: pictures as pictures, the rest by name and size. */

import * as format from "~/i18n/format";
import { useLanguage, useWords } from "~/i18n/language";
import { Icon } from "~/parts";
import type { FileRef } from "~/wire/protocol";
import { threadWords } from "../words/thread";

const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);
const SHOWN = 1_500_000;

export function Files({ files, pictures = false }: { files: readonly FileRef[]; pictures?: boolean }) {
  if (files.length === 0) return null;
  return <span className="files">{files.map((file) => <One key={file.id} file={file} picture={pictures} />)}</span>;
}

function One({ file, picture }: { file: FileRef; picture: boolean }) {
  const w = useWords(threadWords);
  const code = useLanguage();
  const href = `/api/files/${file.id}`;
  const isPicture = PICTURES.has(file.content_type);
  if (picture && isPicture && file.size <= SHOWN) {
    return (
      <a className="pic" href={href} target="_blank" rel="noopener" title={file.filename}>
        <img src={href} alt={w.image(file.filename)} loading="lazy" />
      </a>
    );
  }
  return (
    <a className="att" href={href} target="_blank" rel="noopener" title={w.download(file.filename)}>
      <Icon name={isPicture ? "image" : "file"} size="s" /><span className="trunc">{file.filename}</span>
      <span className="t3 none">{format.size(file.size, code)}</span>
    </a>
  );
}
