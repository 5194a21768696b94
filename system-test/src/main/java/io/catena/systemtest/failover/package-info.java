/**
 * How long clients wait when members die, leave and join.
 *
 * <p>Promised: what is reported is what clients of the ordinary library saw, the unluckiest of them first; a time
 * without a success counts in full even if it began before the event, never in part. Not promised: that everything in a
 * window is the event's fault; windows without an event are measured beside the others, to compare.
 *
 * <p>Each client thread owns its client; the measuring thread owns the cluster. Nothing here knows more of Catena than
 * the rig in {@link io.catena.systemtest} does.
 */
package io.catena.systemtest.failover;
