/**
 * The command line, {@code catena}.
 *
 * <p>Promised: one command does one thing, ends by its deadline, prints results on standard output and everything else
 * on standard error; an error is one line that says what to do next; the exit code tells scripts what an error means
 * (see {@link io.catena.cli.ExitCode}). A value is printed as the bytes that it is.
 *
 * <p>{@link io.catena.cli.CatenaCommand} owns the global options and the streams; each subcommand is a class of its own
 * that asks it for a client. A start must cost little: what a command does not need is not loaded.
 *
 * <p>May know the client library's public classes, and the wire's structs only where an operator asks a single node.
 */
package io.catena.cli;
