/**
 * The command line of the benchmarks: the studies and their options.
 *
 * <p>Promised: a study leaves no server and no data behind, unless it is ended by kill -9; what it prints and saves is
 * what it measured, including errors. Not promised: that absolute figures mean anything on another machine.
 *
 * <p>Knows all other packages of this module; they do not know it. Nothing here is part of a node or of a client.
 */
package io.catena.bench;
