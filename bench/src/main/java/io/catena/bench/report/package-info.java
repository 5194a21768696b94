/**
 * Plots of the studies. They are drawn from the CSV files alone, so that they can be drawn again at any time.
 *
 * <p>Promised: every axis has a title with its unit, and colour-blind readers can tell the colours apart. Knows the
 * columns of the tables, and not how they were measured. No state.
 */
package io.catena.bench.report;
