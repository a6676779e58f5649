/** The key map: by place, by scope, silent while somebody writes. */

import { describe, expect, it } from "vitest";
import { actionOf, allKeys, caps, isSingle, type Press, type Scope } from "~/desk/keys";

const press = (code: string, mods: Partial<Press> = {}): Press => ({ code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...mods });
const heard = (scopes: Scope[], rest: Partial<{ writing: boolean; singles: boolean; before: string | null }> = {}) => ({ open: new Set<Scope>(["app", ...scopes]), writing: false, singles: true, before: null, ...rest });

describe("keys", () => {
  it("are matched by place: J on a Russian layout is the same key", () => {
    expect(actionOf(press("KeyJ"), heard(["console"]))).toBe("next");
  });

  it("rest while somebody writes, unless they have Ctrl, Alt or are F keys", () => {
    const writing = heard(["console"], { writing: true });
    expect(actionOf(press("KeyW"), writing)).toBeNull();
    expect(actionOf(press("KeyN", { altKey: true }), writing)).toBe("note");
    expect(actionOf(press("KeyK", { ctrlKey: true }), writing)).toBe("palette");
    expect(actionOf(press("F2"), writing)).toBe("accept");
    expect(actionOf(press("F2", { shiftKey: true }), writing)).toBe("decline");
  });

  it("can be turned off when single", () => {
    const off = heard(["console"], { singles: false });
    expect(actionOf(press("KeyW"), off)).toBeNull();
    expect(actionOf(press("F2"), off)).toBe("accept");
  });

  it("are not heard with a modifier they do not ask for", () => {
    expect(actionOf(press("KeyW", { ctrlKey: true }), heard(["console"]))).toBeNull();
    expect(actionOf(press("KeyC", { metaKey: true }), heard(["console"]))).toBeNull();
  });

  it("work with Cmd on a Mac", () => {
    expect(actionOf(press("KeyK", { metaKey: true }), heard([]))).toBe("palette");
  });

  it("belong to their scope", () => {
    expect(actionOf(press("KeyJ"), heard([]))).toBeNull();
    expect(actionOf(press("Digit3"), heard(["wrapup"]))).toBe("choose3");
    expect(actionOf(press("Digit3", { altKey: true }), heard(["console"]))).toBe("open3");
    expect(actionOf(press("KeyN"), heard(["list"]))).toBe("create");
  });

  it("give wrap-up its own meaning of Ctrl+Enter over the console's", () => {
    expect(actionOf(press("Enter", { ctrlKey: true }), heard(["console"]))).toBe("sendWrap");
    expect(actionOf(press("Enter", { ctrlKey: true }), heard(["console", "wrapup"]))).toBe("finish");
  });

  it("are silenced by a dialog and by the palette", () => {
    expect(actionOf(press("F2"), heard(["console", "dialog"]))).toBeNull();
    expect(actionOf(press("KeyJ"), heard(["console", "palette"]))).toBeNull();
  });

  it("come in pairs: G then C, and the C alone means something else", () => {
    expect(actionOf(press("KeyC"), heard(["console"], { before: "KeyG" }))).toBe("goCustomers");
    expect(actionOf(press("KeyC"), heard(["console"]))).toBe("customer");
    expect(actionOf(press("KeyG"), heard([]))).toBeNull();
  });

  it("add time with plus, wherever plus is", () => {
    expect(actionOf(press("Equal", { altKey: true, shiftKey: true }), heard(["wrapup"]))).toBe("moreTime");
    expect(actionOf(press("NumpadAdd", { altKey: true }), heard(["wrapup"]))).toBe("moreTime");
  });

  it("never clash within what is heard at once", () => {
    for (const inner of [["console"], ["console", "wrapup"], ["list"]] as Scope[][]) {
      const open = new Set<Scope>(["app", ...inner]);
      const seen = new Map<string, string>();
      for (const [action, key] of allKeys) {
        if (!open.has(key.scope)) continue;
        const name = `${key.scope} ${key.ctrl ?? false} ${key.alt ?? false} ${key.shift ?? false} ${key.code}`;
        expect(seen.get(name), `${action} and ${seen.get(name)}`).toBeUndefined();
        seen.set(name, action);
      }
    }
  });

  it("leave the browser its own", () => {
    const taken = ["KeyT", "KeyW", "KeyN"];
    for (const [action, key] of allKeys) {
      expect(key.ctrl === true && taken.includes(key.code), action).toBe(false);
      expect(key.alt === true && ["KeyD", "KeyF"].includes(key.code), action).toBe(false);
    }
  });

  it("are printed as caps", () => {
    expect(caps("palette", false)).toEqual(["Ctrl", "K"]);
    expect(caps("palette", true)).toEqual(["⌘", "K"]);
    expect(caps("decline", false)).toEqual(["⇧", "F2"]);
    expect(caps("goCustomers", false)).toEqual(["G", "C"]);
    expect(caps("keys", false)).toEqual(["?"]);
    expect(caps("moreTime", false)).toEqual(["Alt", "+"]);
  });

  it("know which of them a text field would want", () => {
    expect([...allKeys].filter(([, key]) => isSingle(key)).map(([action]) => action)).toEqual(expect.arrayContaining(["next", "wrapup", "undo", "choose1"]));
    expect(isSingle({ code: "F6", scope: "app" })).toBe(false);
  });
});
