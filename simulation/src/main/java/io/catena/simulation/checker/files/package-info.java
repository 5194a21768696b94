/**
 * Histories in files, and the command that has one checked: {@link io.catena.simulation.checker.files.HistoryFormat} reads
 * the formats of docs/checker.md, {@link io.catena.simulation.checker.files.HistoryWriter} writes Catena's own as it happens.
 */
package io.catena.simulation.checker.files;
