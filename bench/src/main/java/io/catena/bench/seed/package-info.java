/**
 * Repeats the test of the Python chain on a chain of Catena, with the verdict of the linearizability checker.
 *
 * <p>Promised: the history that is judged contains every operation, in the order of real time, with the outcome that
 * the client got. Each caller belongs to one thread; the history is shared. Knows Catena through its Java client, and
 * kills nodes through the scripts.
 */
package io.catena.bench.seed;
