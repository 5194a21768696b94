/**
 * Records what a replica was told and what it did in a file, and repeats it: with such a file each step of a replica
 * that has failed in another place can be examined.
 *
 * <p>A trace consists of lines of JSON. {@link io.catena.server.trace.Line.Begin} opens a life with all that it starts
 * from. Each {@link io.catena.server.trace.Line.Step} behind it is an event, what the store told meanwhile, and the
 * effects. A traced replica passes its lines to a {@link io.catena.server.trace.TraceFile}, which writes them on a
 * thread of its own. {@link io.catena.server.trace.Replay} creates a replica of the same code and passes the same
 * events to it.
 *
 * <p>The names in the lines are those of the fields in {@link io.catena.server.chain}: a trace is read by the build
 * that wrote it. It contains keys and values.
 */
package io.catena.server.trace;
