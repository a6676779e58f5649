/** One soft double tone for a new message; made, not loaded. Silent until the visitor has touched the page. */

let context: AudioContext | null = null;

export function chime(): void {
  try {
    context ??= new AudioContext();
    if (context.state === "suspended") {
      void context.resume();
      if (!navigator.userActivation?.hasBeenActive) return;
    }
    const start = context.currentTime;
    for (const [delay, pitch] of [[0, 660], [0.12, 880]] as const) {
      const tone = context.createOscillator();
      const volume = context.createGain();
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0.0001, start + delay);
      volume.gain.exponentialRampToValueAtTime(0.08, start + delay + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, start + delay + 0.22);
      tone.connect(volume).connect(context.destination);
      tone.start(start + delay);
      tone.stop(start + delay + 0.25);
    }
  } catch {
    // No sound device: the badge and the text say it.
  }
}
