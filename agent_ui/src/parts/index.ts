/** The component inventory of the design. */
export * from "./Button";
export * from "./Chart";
export * from "./Chip";
export * from "./Dialog";
export * from "./Field";
export * from "./Icon";
export * from "./Popover";
export * from "./Progress";
export * from "./Ring";
export * from "./Seg";
export * from "./State";
export * from "./Tabs";
export * from "./Toasts";
export * from "./useNow";
export * from "./VirtualList";
