/**
 * Measures how long clients wait when members die, leave and join.
 *
 * <p>Promised: the figures are those of clients of the ordinary library, and of the one that waited longest. A time
 * without a success counts in full even if it began before the event. Not promised: that all delays in a window are
 * caused by its event; windows without an event are measured for comparison.
 *
 * <p>Each client thread owns its client; the measuring thread owns the cluster. This package knows no more of Catena
 * than {@link io.catena.systemtest} does.
 */
package io.catena.systemtest.failover;
