/**
 * The command line of the benchmarks: what can be measured, and what is said of it.
 *
 * <p>Promised: a study leaves no server and no data behind, however it ends short of kill -9; what it prints and saves is
 * what it measured, errors included. Not promised: that absolute figures mean anything on another machine.
 *
 * <p>Knows all other packages of this module; they do not know it. Nothing here is part of a node or of a client.
 */
package io.catena.bench;
