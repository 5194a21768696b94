/**
 * The Python chain's own test on a chain of Catena's, with the linearizability checker's verdict.
 *
 * <p>Promised: every operation is in the history that is judged, in the order of real time, with its outcome as the client
 * told it. Each caller belongs to one thread; the history is shared. Knows Catena through its Java client, and kills
 * nodes through the scripts.
 */
package io.catena.bench.seed;
