/** The widget's only sheet, put into its shadow root as a constructed sheet: no page's policy or style touches it.

Values are those of the design's tokens.css; brand colours come as custom properties from colour.ts. */

export const sheet = `
:host { all: initial; }
*, *::before, *::after { box-sizing: border-box; }
.root { --surface:#fff; --sunken:#F7F8FA; --hover:#F0F2F6; --border:#E2E5EB; --border-strong:#C8CED9; --border-control:#838C9C;
  --text:#171B24; --text-2:#475063; --text-3:#5D6678; --link:#3A3FBC; --focus:#4146C9; --warn:#875100; --warn-soft:#FFF2D6;
  --warn-line:#EFCF8C; --danger:#B3261E; --danger-line:#F2BBB6; --danger-solid:#C42B22; --here:#8CE0B8;
  --e-2:0 2px 6px rgba(19,23,34,.08),0 8px 24px rgba(19,23,34,.10); --e-3:0 4px 12px rgba(19,23,34,.10),0 24px 64px rgba(19,23,34,.22);
  --ease:cubic-bezier(.2,.7,.2,1);
  font:400 14px/1.43 "Inter",system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Helvetica Neue",Arial,sans-serif;
  color:var(--text); color-scheme:light; -webkit-font-smoothing:antialiased; text-align:left; }
.root[data-theme=dark] { --surface:#12161D; --sunken:#0F1318; --hover:#1A1F29; --border:#232A35; --border-strong:#363F4E;
  --border-control:#6C778C; --text:#E9ECF2; --text-2:#B3BBC9; --text-3:#929CAD; --link:#A9AEFB; --focus:#9AA1FA; --warn:#EDB552;
  --warn-soft:#2C2210; --warn-line:#5F491D; --danger:#FF938A; --danger-line:#6E2A27; --danger-solid:#CB3A31; color-scheme:dark;
  --e-2:0 0 0 1px #2A3240,0 8px 24px rgba(0,0,0,.5); --e-3:0 0 0 1px #303949,0 24px 64px rgba(0,0,0,.66); }
button, input, textarea { font:inherit; color:inherit; margin:0; }
button { background:none; border:0; padding:0; cursor:pointer; text-align:left; }
button:disabled { cursor:default; opacity:.55; }
p, h2, fieldset, legend { margin:0; padding:0; border:0; font:inherit; }
a { color:var(--link); }
:focus { outline:none; }
:focus-visible { outline:2px solid var(--focus); outline-offset:1px; }
.hd :focus-visible, .me :focus-visible { outline-color:currentColor; }
.sr { position:absolute; width:1px; height:1px; overflow:hidden; clip-path:inset(50%); white-space:nowrap; }
.i { width:16px; height:16px; flex:none; fill:none; stroke:currentColor; stroke-width:1.4; stroke-linecap:round; stroke-linejoin:round; display:block; }
.i.s { width:14px; height:14px; } .i.l { width:20px; height:20px; stroke-width:1.25; } .i.xl { width:26px; height:26px; stroke-width:1.2; }
.row { display:flex; align-items:center; gap:8px; min-width:0; } .g1 { gap:4px; } .grow { flex:1; min-width:0; }
.t2 { color:var(--text-2); } .t3 { color:var(--text-3); } .f12 { font-size:12px; line-height:17px; } .f13 { font-size:13px; }
.bad { color:var(--danger); }
.fab { position:fixed; right:28px; bottom:24px; width:60px; height:60px; border-radius:50%; background:var(--wb); color:var(--on-wb);
  display:grid; place-items:center; box-shadow:var(--e-3); z-index:2147483000; transition:background 90ms var(--ease); }
.fab:hover { background:var(--wb-hover); }
.fab:focus-visible { outline:3px solid var(--focus); outline-offset:2px; box-shadow:0 0 0 2px #fff; }
.left .fab { right:auto; left:28px; }
.badge { position:absolute; top:-2px; right:-2px; min-width:22px; height:22px; padding:0 6px; border-radius:11px; background:var(--danger-solid);
  color:#fff; font-size:12px; font-weight:600; line-height:22px; text-align:center; }
.pre { position:fixed; right:28px; bottom:98px; width:300px; max-width:calc(100vw - 32px); z-index:2147483000; background:var(--surface);
  border:1px solid var(--border); border-radius:14px; box-shadow:var(--e-2); padding:12px; animation:in 140ms var(--ease); }
.left .pre { right:auto; left:28px; }
.pre .say { display:block; width:100%; margin-top:6px; overflow-wrap:anywhere; max-height:80px; overflow:hidden; }
.wd { position:fixed; right:28px; bottom:98px; width:372px; height:640px; max-height:calc(100vh - 122px); max-height:calc(100dvh - 122px);
  background:var(--surface); border-radius:16px; box-shadow:var(--e-3); display:flex; flex-direction:column; overflow:hidden;
  z-index:2147483000; animation:in 140ms var(--ease); }
.left .wd { right:auto; left:28px; }
@keyframes in { from { opacity:0; transform:translateY(8px); } }
.hd { background:var(--wb); color:var(--on-wb); padding:14px 10px 13px 16px; display:grid; grid-template-columns:auto 1fr auto; gap:0 11px; align-items:center; flex:none; position:relative; }
.hd .ti { font-weight:600; font-size:15px; line-height:20px; overflow:hidden; text-overflow:ellipsis; white-space:nowrap; }
.hd .su { font-size:12.5px; line-height:17px; color:var(--on-wb-2); display:flex; align-items:center; gap:4px; }
.hd .x { width:32px; height:32px; border-radius:8px; display:grid; place-items:center; }
.hd .x:hover { background:var(--wb-hover); }
.sign { width:36px; height:36px; border-radius:50%; background:#F4EBDD; color:#1F3A31; display:grid; place-items:center; font-weight:700; font-size:13px; flex:none; }
.sign.of { background:#D5EDEF; color:#0B4D57; font-weight:600; } .sign.small { width:24px; height:24px; font-size:10px; }
.dot { width:8px; height:8px; border-radius:50%; background:var(--here); flex:none; box-shadow:0 0 0 1px rgba(0,0,0,.25); }
.bd { flex:1; min-height:0; overflow-y:auto; overscroll-behavior:contain; padding:14px 16px; display:flex; flex-direction:column; gap:10px; background:var(--sunken); scroll-padding:16px; }
.hello { font-size:18px; font-weight:600; letter-spacing:-.015em; line-height:24px; }
.fld { display:flex; flex-direction:column; gap:5px; flex:none; } .fld .lb { font-size:13px; line-height:17px; font-weight:500; } .fld .lb .t3 { font-weight:400; margin-left:2px; }
.inp { display:block; width:100%; min-height:42px; padding:9px 11px; border:1px solid var(--border-control); border-radius:10px; background:var(--surface); font-size:14px; line-height:20px; resize:none; }
.inp::placeholder { color:var(--text-3); opacity:1; }
.inp:focus { border-color:var(--focus); box-shadow:0 0 0 1px var(--focus); outline:none; }
.inp[aria-invalid=true] { border-color:var(--danger); box-shadow:0 0 0 1px var(--danger); }
textarea.inp { min-height:64px; }
.chips { display:flex; flex-wrap:wrap; gap:6px; }
.chip { height:32px; padding:0 12px; border-radius:16px; border:1px solid var(--border-control); background:var(--surface); font-size:13px; display:inline-flex; align-items:center; gap:5px; }
.chip:hover { background:var(--hover); } .chip[aria-pressed=true], .chip[aria-checked=true] { background:var(--wb); border-color:var(--wb); color:var(--on-wb); }
.seg { display:flex; border:1px solid var(--border-control); border-radius:10px; overflow:hidden; background:var(--surface); }
.seg button { flex:1; height:40px; display:flex; align-items:center; justify-content:center; gap:6px; font-size:13px; border-bottom:2px solid transparent; }
.seg [aria-checked=true] { background:var(--wb-soft); color:var(--wb-soft-text); border-bottom-color:var(--wb-line); font-weight:600; } .seg :focus-visible { outline-offset:-3px; border-radius:9px; }
.check { display:flex; align-items:flex-start; gap:8px; font-size:12px; line-height:18px; color:var(--text-2); cursor:pointer; flex:none; min-height:24px; }
.check input { appearance:none; width:18px; height:18px; border:1px solid var(--border-control); border-radius:5px; background:var(--surface); flex:none; display:grid; place-items:center; cursor:pointer; }
.check input:checked { background:var(--wb); border-color:var(--wb-line); } .check input:checked::after { content:""; width:9px; height:5px; margin-top:-3px; border:solid var(--on-wb); border-width:0 0 2px 2px; transform:rotate(-45deg); }
.wbtn { min-height:44px; padding:8px 14px; border-radius:10px; background:var(--wb); color:var(--on-wb); font-weight:600; display:flex; align-items:center; justify-content:center; gap:8px; width:100%; flex:none; text-align:center; border:1px solid transparent; transition:background 90ms var(--ease); }
.wbtn:hover { background:var(--wb-hover); } .wbtn.o { background:var(--surface); color:var(--text); border-color:var(--border-control); font-weight:500; } .wbtn.o:hover { background:var(--hover); }
.wbtn.stop { background:var(--danger-solid); color:#fff; position:sticky; bottom:0; }
.call { align-items:center; text-align:center; } .call .wbtn, .call .warnbox { align-self:stretch; } .call .b { text-align:left; max-width:100%; }
.sign.big { width:84px; height:84px; font-size:27px; margin-top:14px; } .who { font-size:18px; font-weight:600; } .num { font-variant-numeric:tabular-nums; }
.cbs { display:flex; justify-content:center; gap:12px; flex-wrap:wrap; }
.cb { display:flex; flex-direction:column; align-items:center; gap:6px; min-width:64px; max-width:96px; font-size:12px; line-height:16px; color:var(--text-2); text-align:center; }
.cb span { width:44px; height:44px; border-radius:50%; border:1px solid var(--border-control); background:var(--surface); display:grid; place-items:center; color:var(--text); } .cb:hover span { background:var(--hover); }
.cb[aria-pressed=true] span { background:var(--wb); border-color:var(--wb); color:var(--on-wb); }
.keys { display:grid; grid-template-columns:repeat(3,64px); gap:8px; flex:none; } .keys button { height:44px; border-radius:10px; border:1px solid var(--border-control); background:var(--surface); font-size:17px; text-align:center; } .keys button:hover { background:var(--hover); }
.warnbox { border:1px solid var(--warn-line); background:var(--warn-soft); border-radius:12px; padding:10px 12px; font-size:12px; line-height:18px; text-align:left; display:flex; flex-direction:column; gap:2px; } .warnbox b { color:var(--warn); font-weight:600; display:flex; gap:6px; align-items:center; }
.cbar { display:flex; align-items:center; gap:6px; padding:8px 10px 8px 14px; background:var(--wb); color:var(--on-wb); flex:none; border-top:1px solid var(--on-wb-2); } .cbar b { font-weight:600; } .cbar :focus-visible { outline-color:currentColor; }
.cbar .x { width:36px; height:36px; border-radius:9px; display:grid; place-items:center; flex:none; border:1px solid currentColor; } .cbar .x.stop { background:var(--danger-solid); color:#fff; border-color:transparent; }
.cbar.float { position:fixed; right:28px; bottom:98px; width:320px; max-width:calc(100vw - 32px); border-radius:14px; box-shadow:var(--e-3); z-index:2147483000; border-top:0; } .left .cbar.float { right:auto; left:28px; } .cbar.float ~ .pre, .pre ~ .cbar.float { bottom:170px; }
.err { display:flex; gap:4px; align-items:center; font-size:12px; line-height:17px; color:var(--danger); }
.gap { flex:1; }
.log { display:flex; flex-direction:column; gap:10px; }
.b { border-radius:16px 16px 16px 5px; background:var(--surface); border:1px solid var(--border); padding:8px 12px; max-width:84%; width:fit-content; line-height:20px; overflow-wrap:anywhere; white-space:pre-wrap; }
.it { display:flex; flex-direction:column; gap:5px; align-items:flex-start; } .it.mine { align-items:flex-end; }
.b.me { border-radius:16px 16px 5px 16px; background:var(--wb); border-color:var(--wb); color:var(--on-wb); } .b.me a { color:inherit; }
.b.off { border-color:var(--danger-line); background:var(--surface); color:var(--text); }
.tk { font-size:12px; line-height:16px; color:var(--text-3); display:flex; gap:4px; align-items:center; flex-wrap:wrap; justify-content:flex-end; } .tk.bad { color:var(--danger); } .tk.read .i { color:var(--wb-text); stroke-width:2; }
.lk { color:var(--link); text-decoration:underline; min-height:24px; padding:0 2px; font-size:12px; }
.sys { align-self:center; font-size:12px; line-height:17px; color:var(--text-3); text-align:center; max-width:90%; }
.card { background:var(--surface); border:1px solid var(--border); border-radius:14px; padding:14px; flex:none; }
.qc { background:var(--surface); border:1px solid var(--border); border-radius:12px; padding:12px; display:grid; grid-template-columns:52px 1fr; gap:3px 12px; align-items:center; flex:none; }
.qn { width:52px; height:52px; border-radius:50%; background:var(--wb-soft); color:var(--wb-soft-text); font-size:20px; font-weight:600; display:grid; place-items:center; }
.bar { grid-column:1/-1; height:6px; border-radius:3px; background:var(--border); overflow:hidden; margin-top:8px; } .bar b { display:block; height:100%; border-radius:3px; background:var(--wb-line); transition:width 220ms var(--ease); }
.fl { display:flex; align-items:center; gap:10px; text-align:left; max-width:100%; min-height:24px; } .fl .nm { font-weight:500; overflow-wrap:anywhere; } .fl .i { width:20px; height:20px; stroke-width:1.25; }
.b .fl + .fl, .b .tx + .fl { margin-top:6px; } .pic { display:block; max-width:100%; max-height:220px; border-radius:10px; } .pics { margin:0 -7px; display:block; } .pics:last-child { margin-bottom:-3px; } .pics:nth-child(2) { margin-top:-3px; }
.typing { display:inline-flex; gap:4px; padding:7px 2px; } .typing b { width:6px; height:6px; border-radius:50%; background:var(--text-3); animation:dots 1.2s infinite; } .typing b:nth-child(2) { animation-delay:.2s; } .typing b:nth-child(3) { animation-delay:.4s; }
@keyframes dots { 0%,60%,100% { opacity:.35; } 30% { opacity:1; } }
.face { flex:1; min-width:60px; height:62px; border:1px solid var(--border-control); border-radius:12px; background:var(--surface); display:flex; flex-direction:column; align-items:center; justify-content:center; gap:4px; font-size:12px; color:var(--text-2); }
.face:hover { background:var(--hover); } .face[aria-checked=true] { border-color:var(--wb-line); box-shadow:inset 0 0 0 1px var(--wb-line); color:var(--wb-text); font-weight:600; }
.ft { border-top:1px solid var(--border); padding:9px 10px 9px 8px; display:flex; align-items:flex-end; gap:2px; background:var(--surface); flex:none; min-height:56px; position:relative; }
.ft textarea { flex:1; min-width:0; border:0; background:none; resize:none; padding:9px 6px; line-height:20px; max-height:120px; height:38px; font-size:14px; } .ft textarea:focus-visible { outline:none; } .ft textarea::placeholder { color:var(--text-3); opacity:1; }
.ft:focus-within { box-shadow:inset 0 2px 0 var(--focus); }
.tool { width:34px; height:38px; border-radius:8px; display:grid; place-items:center; color:var(--text-2); flex:none; } .tool:hover { background:var(--hover); }
.snd { width:38px; height:38px; border-radius:10px; background:var(--wb); color:var(--on-wb); display:grid; place-items:center; flex:none; margin-left:4px; } .snd:hover { background:var(--wb-hover); }
.pw { text-align:center; font-size:11px; line-height:14px; color:var(--text-3); padding:0 0 8px; background:var(--surface); flex:none; }
.left-chars { position:absolute; right:56px; top:-22px; font-size:12px; background:var(--surface); border:1px solid var(--border); border-radius:6px; padding:0 6px; color:var(--text-3); } .left-chars.bad { color:var(--danger); }
.pop { position:absolute; z-index:2; background:var(--surface); color:var(--text); border:1px solid var(--border); border-radius:12px; box-shadow:var(--e-2); padding:6px; animation:in 140ms var(--ease); }
.menu { right:10px; top:calc(100% - 6px); width:240px; } .menu button { display:flex; width:100%; gap:10px; align-items:center; min-height:38px; padding:4px 10px; border-radius:8px; } .menu button:hover { background:var(--hover); } .hd .menu :focus-visible { outline-color:var(--focus); }
.emo { left:8px; bottom:calc(100% + 4px); display:grid; grid-template-columns:repeat(8,1fr); width:300px; max-width:calc(100% - 16px); } .emo button { height:34px; font-size:19px; border-radius:8px; display:grid; place-items:center; } .emo button:hover { background:var(--hover); }
.ban { display:flex; gap:6px; align-items:center; justify-content:center; background:var(--warn-soft); color:var(--warn); font-size:12px; min-height:28px; padding:4px 10px; flex:none; text-align:center; border-bottom:1px solid var(--warn-line); } .ban .lk { color:inherit; }
.drop { position:absolute; inset:8px; z-index:3; border:2px dashed var(--wb-line); border-radius:12px; background:var(--wb-soft); color:var(--wb-soft-text); display:grid; place-items:center; font-weight:600; pointer-events:none; }
.prog { height:4px; border-radius:2px; background:var(--border); overflow:hidden; margin-top:6px; width:160px; max-width:100%; } .prog b { display:block; height:100%; background:var(--wb-line); }
@media (max-width:520px) {
  .wd { inset:0; left:0; right:0; width:auto; height:100vh; height:100dvh; max-height:none; border-radius:0; } .left .wd { left:0; right:0; }
  .wd .hd { padding-top:18px; } .root { font-size:15px; } .inp, .ft textarea { font-size:16px; }
  .open .fab { display:none; } .fab, .left .fab { right:16px; bottom:16px; } .left .fab { right:auto; left:16px; } .pre { right:16px; bottom:88px; }
}
@media (max-height:360px) { .hd { padding-top:6px !important; padding-bottom:6px; } .pw { display:none; } }
@media (forced-colors:active) { .b, .fab, .wd, .chip, .face { border:1px solid; } }
@media (prefers-reduced-motion:reduce) { * { animation-duration:0.01ms !important; transition-duration:0.01ms !important; } .typing b { animation:none; } }
@media print { .root { display:none; } }
`;
