/**
 * Results as tables, in text, JSON and CSV; progress; and the description of what a study ran on.
 *
 * <p>Promised: reading a table that was written as CSV gives the same table. Holds no state beyond one study, and does
 * not know what is measured.
 */
package io.catena.bench.output;
