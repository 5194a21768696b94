/**
 * What becomes of a failure that nobody expects in one of this process' threads. It owns no state and knows nothing of the
 * rest.
 */
package io.catena.server.threads;
