/**
 * The command line, {@code catena}.
 *
 * <p>Promised: one command does one thing, ends by its deadline, and prints results on standard output and everything
 * else on standard error. An error is one line that says what to do next, and the exit code tells scripts what it means
 * (see {@link io.catena.cli.text.ExitCode}). A value is printed byte for byte.
 *
 * <p>{@link io.catena.cli.CatenaCommand} owns the global options and the streams. Each subcommand is a class of its
 * own, which gets its client from there. A start must be fast, so classes that a command does not need are not loaded.
 *
 * <p>May know the public classes of the client library, and the wire's structs only where an operator asks a single
 * node.
 */
package io.catena.cli;
