/**
 * A thread that takes steps after hints, and what becomes of a failure that nobody expects in one of this process'
 * threads. It owns no state of others and knows nothing of the rest.
 */
package io.catena.server.threads;
