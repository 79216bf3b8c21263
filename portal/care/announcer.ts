/** Says something to screen readers without moving the focus. */
export function announce(text: string): void {
  const place = document.getElementById('status');
  if (!place) return;
  place.textContent = '';
  // A text that is set again in the same turn is not read again.
  setTimeout(() => {
    place.textContent = text;
  }, 50);
}
