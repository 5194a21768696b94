/**
 * Results as tables, as text, JSON and CSV; progress; and what a study ran on.
 *
 * <p>Promised: what was written as CSV is read back as it was. Holds no state beyond one study, and knows nothing of
 * what is measured.
 */
package io.catena.bench.output;
