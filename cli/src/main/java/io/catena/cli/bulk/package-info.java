/**
 * Many pairs of keys and values at a time: read from a file, written to the cluster or compared with it, with a bounded number of
 * calls under way.
 *
 * <p>Promised: memory does not grow with the file; a load that was interrupted goes on behind the last pairs that it noted as stored. It
 * knows the client library and {@code text}, and no command.
 */
package io.catena.cli.bulk;
