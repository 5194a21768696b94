/**
 * Plots of the studies, from their CSV files alone, so that anybody can draw them again.
 *
 * <p>Promised: every axis has a title with its unit, and colours can be told apart by everybody. Knows the columns of the
 * tables and nothing of how they came about. No state.
 */
package io.catena.bench.report;
