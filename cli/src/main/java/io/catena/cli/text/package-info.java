/**
 * What the command line reads and prints: arguments as bytes, tables, JSON, the two streams, and the exit codes that scripts go by.
 *
 * <p>Promised: a value is printed byte for byte; an error is one line; a result that cannot be printed is an error of its own exit
 * code. It owns no state but the streams, and knows nothing of commands or servers.
 */
package io.catena.cli.text;
