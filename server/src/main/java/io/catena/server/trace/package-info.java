/**
 * What a replica was told and what it did, kept in a file and done again: whoever has such a file can see each step of a
 * replica that went wrong elsewhere.
 *
 * <p>A trace is lines of JSON. {@link io.catena.server.trace.Line.Begin} opens a life with all that it starts from; each
 * {@link io.catena.server.trace.Line.Step} behind it is an event, what the store told meanwhile, and the effects. A traced
 * replica hands its lines to a {@link io.catena.server.trace.TraceFile}, which writes them on a thread of its own;
 * {@link io.catena.server.trace.Replay} makes a replica of the same code and tells it the same events.
 *
 * <p>The names in the lines are those of the fields in {@link io.catena.server.chain}: a trace is read by the build that wrote
 * it. It contains keys and values.
 */
package io.catena.server.trace;
